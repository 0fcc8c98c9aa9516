"""Quotes and dashes that telephones put in unasked are made plain wherever words of texts are typed."""

from __future__ import annotations

import pytest

from ivr import gsm
from ivr.content.items import changes, slots, written
from ivr.content.readers import read_content
from ivr.content.texts import texts
from ivr.desk.desk import Desk, current
from ivr.desk.editing import RefusedWordsError, bring_all
from ivr.desk.plain_texts import plainly
from ivr.errors import ContentError, DeskError
from tests.desk.desks import edit, words
from tests.editions.shelves import shipped

CURLY = "It\u2019s \u201cready\u201d \u2013 or\u00a0soon \u2014 ask."
PLAIN = 'It\'s "ready" - or soon - ask.'


@pytest.mark.parametrize(
    "item",
    ["texts.ready", "tip.1", "topic.coping.text.1", "notice.storm.text", "resource.cancercare.for", "hours.always"],
)
def test_english_texts_are_plain(item: str) -> None:
    """Spanish needs its letters, and what is spoken has no segments."""
    assert plainly((item, "en", CURLY)) == (item, "en", PLAIN)
    assert plainly((item, "es", CURLY)) == (item, "es", CURLY)
    assert plainly(("topic.coping.1", "en", CURLY)) == ("topic.coping.1", "en", CURLY)


def test_no_item_is_left_out() -> None:
    """Whatever English item an apostrophe is typed into, no English text has a curly one."""
    files, tried = shipped(), 0
    for found in slots(files).values():
        if found.language != "en" or (found.item.startswith("topic.") and ".text." not in found.item):
            continue
        _, _, new = plainly((found.item, "en", f"{found.words} It\u2019s so."))
        try:
            content, _ = read_content(written(files, found.item, "en", new))
        except ContentError:
            continue
        sent = [each.id for each in texts(content, "en").values() if "\u2019" in each.body]
        assert not sent, found.item
        tried += 1
    assert tried > 200
    assert not gsm.is_gsm("\u2019")


def test_whatever_way_they_come_but_in_a_folder(desk: Desk) -> None:
    """A draft has them plain; the published words with other quotes are the published words; a folder is as it is."""
    draft = edit(desk, "ed", "notice.storm.text", "en", "{program}: it\u2019s a storm. Call before you go.")
    assert draft.words == "{program}: it's a storm. Call before you go."
    now = words(desk, "texts.numbers")
    curly = now.replace("-", "\u2013")
    assert curly != now
    with pytest.raises(DeskError, match="says just that already"):
        edit(desk, "ada", "texts.numbers", "en", curly)
    files = current(desk).content
    folder = written(files, "texts.numbers", "en", curly)
    with pytest.raises(RefusedWordsError, match="twice the segments"):
        bring_all(desk, "ada", changes(files, folder))
