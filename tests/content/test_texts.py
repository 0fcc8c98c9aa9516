"""Every message that can be sent: ids, keywords, lengths, and the facts behind them."""

from __future__ import annotations

import re
from collections import Counter

from ivr import gsm
from ivr.content import when
from ivr.content.model import Content
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.content.texts import PIECES, details_texts, piece, service_text, texts, topic_keyword
from tests.content.altered import Files

RESERVED = {
    "STOP",
    "STOPALL",
    "QUIT",
    "END",
    "REVOKE",
    "OPTOUT",
    "CANCEL",
    "UNSUBSCRIBE",
    "HELP",
    "INFO",
    "YES",
    "START",
}
OPEN = 'hours = "always"'
NUMBER = re.compile(r"\b1-\d{3}-\d{3}-\d{4}\b")


def test_every_text_has_its_own_id_and_comes_from_a_file(content: Content, files: Files) -> None:
    """Topics, tips and services are numbered or named apart, and each names the file of its words."""
    listed = texts(content, "en")
    words = content.words["en"]
    expected = {
        *(name for name in words.texts if name not in PIECES),
        *(f"topic.{topic.name}.{n}" for topic in words.topics.values() for n in range(1, len(topic.texts) + 1)),
        *(f"tip.{n}" for n in range(1, len(words.tips) + 1)),
        *(f"service.{name}" for name in content.resources),
        *(f"notice.{name}" for name in words.notices),
    }
    assert set(listed) == expected
    assert all(text.id == name and text.language == "en" for name, text in listed.items())
    assert {text.source for text in listed.values()} <= set(files)


def test_no_message_needs_more_than_three_segments_and_ours_need_two(content: Content) -> None:
    """With the privacy line that the first reply of a conversation carries, in plain characters."""
    private = piece(content, "en", "private")
    assert private
    for text in texts(content, "en").values():
        assert 1 <= gsm.segments(f"{text.body} {private}") <= 2, text.id
        assert gsm.is_gsm(text.body) or text.id in {"espanol", "ayuda"}, text.id


def test_nothing_is_empty_or_left_to_fill(content: Content) -> None:
    """Every body is words, with single blanks and without braces."""
    for text in texts(content, "en").values():
        assert text.body == " ".join(text.body.split()) != "", text.id
        assert not set("{}") & set(text.body), text.id


def test_a_word_gets_one_text(content: Content) -> None:
    """No two texts answer to the same keyword."""
    counted = Counter(text.keyword for text in texts(content, "en").values() if text.keyword)
    assert {word for word, times in counted.items() if times > 1} == set()
    assert {"WHAT", "SIDE", "COPE", "RELIEF", "READ", "TIP 1", "COPE 2", "MENU", "FEVER"} <= set(counted)


def test_a_synonym_leads_to_one_keyword_and_is_no_reserved_word(content: Content) -> None:
    """What people type is never claimed twice, and never one of the words that phone companies keep."""
    keywords = content.words["en"].keywords.exact
    counted = Counter(word for listed in keywords.values() for word in {*listed})
    assert {word for word, times in counted.items() if times > 1} == set()
    assert {word.upper() for word in (*counted, *keywords)} & RESERVED == set()
    assert {word for word in counted if word.upper() in keywords} == set()


def test_every_keyword_of_a_topic_leads_to_it(content: Content) -> None:
    """The first one is the word that texts name."""
    for topic in content.words["en"].topics.values():
        assert topic.keywords[0] in content.words["en"].keywords.exact
        assert topic_keyword(content, topic.name, "en") == topic.keywords[0]
    assert topic_keyword(content, "unheard-of", "en") == "UNHEARD-OF"


def test_each_part_of_a_topic_names_the_next_word(content: Content) -> None:
    """Nothing need be remembered: COPE names COPE 2, the last one names MENU, and so do tips."""
    listed = texts(content, "en")
    assert listed["topic.coping.1"].body.endswith("Reply COPE 2 for the next part.")
    assert listed["topic.coping.3"].body.endswith("Reply MENU for all topics.")
    assert listed["tip.1"].body.endswith("Reply TIP 2 for the next tip.")
    assert listed[f"tip.{len(content.words['en'].tips)}"].body.endswith("Reply MENU for all topics.")
    named = set(re.findall(r"Reply ([A-Z]+ \d+)", " ".join(text.body for text in listed.values())))
    assert named <= {text.keyword for text in listed.values()}


def test_every_fact_of_a_topic_has_a_source_and_every_source_is_used(content: Content) -> None:
    """Facts are stated with their article, and none is kept that no topic states."""
    stated = {fact for topic in content.words["en"].topics.values() for fact in topic.facts}
    assert stated == set(content.facts)
    assert all(content.facts.values())


def test_numbers_in_messages_are_numbers_of_services(content: Content) -> None:
    """A digit that slipped would send an ill person to a stranger."""
    known = {resource.number for resource in content.resources.values()}
    listed = texts(content, "en")
    found = {number for text in listed.values() for number in NUMBER.findall(text.body)}
    assert found
    assert found <= known


def test_a_service_without_words_in_a_language_has_no_text(content: Content) -> None:
    """It is left out rather than sent in another language."""
    resource = content.resources["cancercare"]
    said = service_text(content, content.words["en"], resource)
    assert said.startswith(
        "CancerCare: 1-800-813-4673. Open Monday to Thursday, 10 a.m. to 6 p.m.; Friday, 10 a.m. to 5 p.m."
    )
    bare = type(resource)(**{**resource.__dict__, "words": {}})
    assert service_text(content, content.words["en"], bare) == ""


def test_danger_replies_name_both_ways_to_help(content: Content) -> None:
    """911 in each; 988 in a crisis, the care team where the body is in danger; and no one reads these."""
    listed = texts(content, "en")
    for name in (
        "crisis",
        "crisis.stop",
        "emergency",
        "emergency.stop",
        "care-team",
        "care-team.stop",
        "help",
        "ayuda",
    ):
        assert "911" in listed[name].body, name
    assert all("988" in listed[name].body for name in ("crisis", "crisis.stop", "help", "ayuda", "stopped"))
    assert all("care team" in listed[name].body for name in ("emergency", "care-team", "care-team.stop"))


def test_texts_nobody_asked_for_name_no_illness(content: Content) -> None:
    """Others may see them on a locked phone."""
    listed = texts(content, "en")
    for name in ("help", "ayuda", "stopped", "started", "unknown", "picture", "limit", "menu"):
        assert not re.search(r"cancer|chemo|salvage|c[aá]ncer", listed[name].body, re.IGNORECASE), name


def test_what_is_read_aloud_is_what_is_texted(content: Content) -> None:
    """The details of an item are the body of its text without the footer."""
    listed = texts(content, "en")
    for item, body in details_texts(content, content.words["en"]).items():
        assert listed[item].body.startswith(body)


def test_hours_in_texts_follow_the_service(files: Files) -> None:
    """Day and night, weekdays, or nothing and no comma; on the phone, too, where it is read aloud instead."""
    for hours, numbers, feelings in (
        ('"always"', "Society, day and night: 1-800", "now, day or night: 1-800"),
        ('[{ days = ["mon", "tue", "wed", "thu", "fri"], from = "09:00", to = "17:00" }]', "Society, weekdays: 1-800",
         "now, weekdays: 1-800"),
        ('[{ days = ["mon", "tue"], from = "09:00", to = "17:00" }]', "Society: 1-800", "now: 1-800"),
        ('""', "Society: 1-800", "now: 1-800"),
    ):  # fmt: skip
        service, rest = files["resources.toml"].decode().split("[american-cancer-society]")
        changed = f"{service}[american-cancer-society]{rest.replace(OPEN, f'hours = {hours}', 1)}"
        content = read_content({**files, "resources.toml": changed.encode()})[0]
        listed = texts(content, "en")
        assert f"American Cancer {numbers}" in listed["numbers"].body
        assert f"To talk to someone {feelings}" in listed["feelings"].body
        assert "CancerCare, weekdays: 1-800" in listed["talk"].body
        aloud = next(each.script for each in prompts(content) if each.id == "details.topic.outlook.1")
        assert listed["topic.outlook.1"].body.startswith(aloud)
        assert ("day or night" in aloud) == (hours == '"always"')


def test_a_service_that_is_not_there_leaves_no_braces_in_a_text(content: Content) -> None:
    """Lint tells of it; whoever texts reads nothing of it."""
    assert when.filled(content, content.words["en"], "Call, {when.nobody}: 211.") == "Call: 211."
