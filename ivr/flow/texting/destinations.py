"""From a keyword to the text that is sent, given what the thread has heard."""

from __future__ import annotations

from collections.abc import Collection

from ivr.content.model import Content, TextId, Topic, Words
from ivr.content.texts import KEYWORD_OF
from ivr.flow.texting.keywords import MENU, MORE, READ, TIPS, Found
from ivr.flow.texting.reading import Reading
from ivr.flow.texting.thread import Thread

ASK = ".ask"
LATER = ".later"
# People come to the text about stopping treatment by what they write, not by a word that they are told of.
_TEXT_OF = {"CHOICE": "choice", **{keyword: text for text, keyword in KEYWORD_OF.items()}}


def text_for(content: Content, thread: Thread, found: Found, known: Collection[TextId]) -> TextId:
    """The id of the text that a keyword leads to; the menu where there is none.

    Only READ leads into an ask-first topic, and MORE from one part of it to the next.
    """
    words = content.words[thread.language]
    text = _wanted(words, thread, found)
    return text if text in known else _TEXT_OF[MENU]


def says_yes(content: Content, thread: Thread, reading: Reading) -> bool:
    """Whether a text is a bare yes."""
    return reading.plain in content.words[thread.language].keywords.words.get("yes", ())


def answer_to_ask(content: Content, thread: Thread, reading: Reading, *, yes: bool) -> TextId:
    """The text that a bare yes (if it may count) or no leads to right after a hard topic's question; "" for others."""
    words = content.words[thread.language]
    name = thread.last.removesuffix(ASK)
    if name == thread.last or name not in words.topics:
        return ""
    if yes and says_yes(content, thread, reading):
        return _part(words.topics[name], 1)
    later = name + LATER
    return later if reading.plain in words.keywords.words.get("no", ()) and later in words.texts else ""


def part_by_digit(content: Content, thread: Thread, reading: Reading) -> TextId:
    """The next part of the topic that was last sent, if a bare digit names it ("Reply WHAT 2", then "2"); else ""."""
    for topic in content.words[thread.language].topics.values():
        following = _number(thread.last, f"topic.{topic.name}") + 1
        if 1 < following <= len(topic.texts) and reading.plain == str(following):
            return _part(topic, following)
    return ""


def keeps_place(text: TextId) -> bool:
    """Whether MORE and TIPS go on from this text: a topic part, a tip, or the question before a hard topic."""
    return text.startswith(("topic.", "tip.")) or text.endswith(ASK)


def _wanted(words: Words, thread: Thread, found: Found) -> TextId:
    if found.keyword == READ:
        topic = _asked(words, thread)
        return _part(topic, found.number) if topic else ""
    if found.keyword == TIPS:
        return _tip(words, thread, found)
    if found.keyword == MORE:
        return _more(words, thread)
    for topic in words.topics.values():
        if found.keyword in topic.keywords:
            return f"{topic.name}{ASK}" if topic.ask_first else _part(topic, found.number)
    return _TEXT_OF.get(found.keyword, "")


def _asked(words: Words, thread: Thread) -> Topic | None:
    """The hard topic that was just asked about, else the first one: a cookie may be lost before the answer."""
    hard = {topic.name: topic for topic in words.topics.values() if topic.ask_first}
    return hard.get(thread.last.removesuffix(ASK)) or next(iter(hard.values()), None)


def _part(topic: Topic, number: int) -> TextId:
    return f"topic.{topic.name}.{number if 1 <= number <= len(topic.texts) else 1}"


def _tip(words: Words, thread: Thread, found: Found) -> TextId:
    number = found.number if found.named else _number(thread.last, "tip") + 1
    return f"tip.{number if 1 <= number <= len(words.tips) else 1}"


def _more(words: Words, thread: Thread) -> TextId:
    if thread.last.startswith("tip."):
        return f"tip.{_number(thread.last, 'tip') % max(len(words.tips), 1) + 1}"
    for topic in words.topics.values():
        if number := _number(thread.last, f"topic.{topic.name}"):
            return f"topic.{topic.name}.{number + 1}"
    return ""  # nothing to go on from, or only a question: MORE never answers it


def _number(text: TextId, stem: str) -> int:
    front, _, number = text.rpartition(".")
    return int(number) if front == stem and number.isdecimal() and number.isascii() else 0
