"""Words that the rules refuse: told in sentences wherever they are typed; quotes and dashes of telephones are not."""

from __future__ import annotations

import re

import pytest

from ivr.desk.editing import open_drafts
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site

FIGHT = "Fight the battle."
SERVICE = "/phone-numbers/cancercare/wrong"
OTHERWISE = {"number": "1-800-813-4673", "url": "", "hours": "none", "step": "keep", "where_from": "Ada"}
FORMS = (
    ("/words/edit?item=texts.ready&language=en", "/words/edit", {"item": "texts.ready", "language": "en"}, "words"),
    ("/notices/storm/words", "", {"text_en": "{program}: a storm.", "page_en": "A storm."}, "said_en"),
    ("/notices/new", "", {"called": "Water", "text_en": "{program}: water.", "page_en": "Water."}, "said_en"),
    (SERVICE, "", OTHERWISE, "for_en"),
)


@pytest.mark.parametrize(("page", "form", "others", "field"), FORMS)
def test_no_file_line_or_rule_is_told(site: Site, page: str, form: str, others: dict[str, str], field: str) -> None:
    """The sentence says what is wrong, and what was typed stays."""
    answer = send(site.client("ada"), page, form, **others, **{field: FIGHT})
    assert answer.status_code in {409, 422}
    box = said(answer).partition("The content does not allow these words, so they were not kept.")[2][:400]
    assert "fight" in box.lower(), said(answer)
    assert not re.search(r"\.toml|\.md\b|\[[a-z-]+\]|:\d+:|error:", box), box
    assert FIGHT in answer.text
    assert open_drafts(site.desk) == ()


def test_curly_quotes_are_made_plain_wherever_words_of_texts_are_typed(site: Site) -> None:
    """Telephones put them in unasked."""
    client = site.client("ada")
    said_en = "It\u2019s a storm."
    words = {"said_en": said_en, "text_en": "{program}: it\u2019s a storm.", "page_en": said_en}
    told(client, send(client, "/notices/storm/words", **words))
    told(client, send(client, SERVICE, **OTHERWISE, for_en="A nurse\u2019s help \u2013 free."))
    message = told(client, send(client, *FORMS[0][:2], **FORMS[0][2], words="It\u2019s best to ask."))
    assert "Curly quotes and long dashes were made plain" in message
    kept = {each.item: each.words for each in open_drafts(site.desk)}
    assert kept["notice.storm.text"] == "{program}: it's a storm."
    assert kept["notice.storm.said"] == said_en, "what is spoken alone is kept as it was typed"
    assert kept["resource.cancercare.for"] == "A nurse's help - free."
    assert kept["texts.ready"] == "It's best to ask."


@pytest.mark.browser
def test_words_that_were_made_plain_are_not_offered_as_lost(reader: Reader) -> None:
    """The browser knows by the draft that the desk has them."""
    page = reader.open("ada", FORMS[0][0])
    page.fill("#words", "It\u2019s best to ask.")
    page.wait_for_timeout(500)
    page.click("text=Keep as a draft")
    page.wait_for_selector("text=Kept as draft 1")
    assert not page.is_visible("#kept-words")
    assert page.evaluate("Object.keys(localStorage).length") == 0
