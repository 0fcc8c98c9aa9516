"""How long notices last, before and after there are sounds: eight seconds are the most, together."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.content.model import Content, Edition, Language, Pace
from ivr.content.notices import MOST_SECONDS, NoticeId, cues, together
from ivr.content.prompts import prompts
from ivr.content.readability import sentences
from ivr.content.spoken import spoken, word_count

# An estimate before there is a sound: the line's voices say 150 words a minute and wait half a second between
# sentences, and every sound has silence at both ends (design section 9). Real sounds came within a second of it.
_WORD, _BREATH, _ENDS = 0.4, 0.5, 0.5


def estimated(content: Content, language: Language, ids: Sequence[NoticeId]) -> float:
    """About how many seconds these notices last together, at the normal pace."""
    scripts = {prompt.id: prompt.script for prompt in prompts(content) if prompt.language == language}
    return sum(_seconds(content, language, scripts.get(prompt, "")) for prompt in cues(ids))


def measured(edition: Edition, language: Language, ids: Sequence[NoticeId]) -> float:
    """How many seconds these notices last together by their sounds, at the normal pace; no sound counts as none."""
    sounds = (edition.sound(prompt, language, Pace.NORMAL) for prompt in cues(ids))
    return sum(sound.seconds for sound in sounds if sound)


def too_long(edition: Edition) -> tuple[str, ...]:
    """A plain sentence for each language and set of notices, on at some time, that lasts longer than is allowed."""
    return tuple(
        f"{named(ids)}: {seconds:.1f} seconds in {language}; {MOST_SECONDS:.0f} are the most."
        for ids in together(edition.content)
        for language in edition.content.line.languages
        if (seconds := measured(edition, language, ids)) > MOST_SECONDS
    )


def _seconds(content: Content, language: Language, script: str) -> float:
    said = spoken(script, content.words[language].speech)
    return word_count(said) * _WORD + (len(sentences(script)) - 1) * _BREATH + _ENDS


def named(ids: Sequence[NoticeId]) -> str:
    """The notices, as problems name them."""
    return " and ".join(f"notices.{notice}" for notice in ids)
