"""Texts that machines send: reactions that quote our own words, and automatic replies."""

from __future__ import annotations

import re

from ivr.content.matching import plain
from ivr.content.model import Content, Language
from ivr.content.texts import texts
from ivr.flow.texting.danger import spoken
from ivr.flow.texting.mind import mind_of
from ivr.flow.texting.reading import Reading

_QUOTE = re.compile(r"[\"\u201c\u201d\u201e\u00ab\u00bb]")
# Android writes a bare emoji, then: to "our text".
_EMOJI_TO = re.compile(r"[^\w]*to\s+[\"\u201c\u201e\u00ab]")
# So many letters of a quotation tell whose words they are; phones cut long ones short.
_TELLING = 24


def quotation(content: Content, reading: Reading) -> str | None:
    """The words that a reaction quotes, `""` for a reaction to a picture, None for a text that is no reaction.

    A person's own "loved ones ask about me" is no reaction: it quotes nothing.
    """
    text, words = reading.figures, content.safety.words
    quote = _QUOTE.search(text)
    for start in words["reaction.starts"]:
        if text.startswith(start + " "):
            if text[len(start) :].strip(" .") in words["reaction.pictures"]:
                return ""
            return plain(text[quote.end() :]) if quote else None
    return plain(text[quote.end() :]) if quote and _EMOJI_TO.match(text) else None


def quotes_us(content: Content, language: Language, quoted: str) -> bool:
    """Whether quoted words are the beginning of a text of ours."""
    start = quoted[:_TELLING].strip()
    return not start or any(plain(text.body).startswith(start) for text in texts(content, language).values())


def is_auto_reply(content: Content, reading: Reading) -> bool:
    """Whether a phrase of an automatic reply stands in the text."""
    return bool(spoken(mind_of(content).look(reading), "auto_reply"))
