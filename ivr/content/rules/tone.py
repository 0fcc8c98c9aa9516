"""Rules of tone: words that wound, and words that mislead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ivr.content.model import Content, Problem
from ivr.content.notices import FILE
from ivr.content.prompts import prompts
from ivr.content.rules.rule import Rule
from ivr.content.texts import texts

# Only whole words; "failed to" in an apology of the line itself would be caught too, on purpose.
_WOUNDS = re.compile(
    r"\b(fight\w*|battle\w*|beat(?:ing)? (?:it|the cancer)|failed|failure|nothing more|last ditch"
    r"|do not worry|don't worry|give up hope|aggressive|terminal|comfort care)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"\b(rare|rarely|common|commonly|usually|most people)\b", re.IGNORECASE)
_ADVICE = re.compile(
    r"\byou (should|must|need to) (take|stop|start|skip|double|increase|reduce|have|get)\b|\b\d+ ?(mg|milligrams|ml)\b",
    re.IGNORECASE,
)
_SURVIVAL = re.compile(r"\b(survival|survive|\d+ ?(percent|%)|(?:weeks|months|years) to live)\b", re.IGNORECASE)


def _all(content: Content) -> Iterator[tuple[str, str, str]]:
    """Where, id and words of everything that reaches a caller or texter in English."""
    for prompt in prompts(content):
        if prompt.language == "en":
            yield prompt.source, prompt.id, prompt.script
    if "en" in content.words:
        for text in texts(content, "en").values():
            yield text.source, text.id, text.body
        for notice in content.words["en"].notices.values():
            yield f"en/{FILE}", f"notices.{notice.id}", notice.page


def _without(pattern: re.Pattern[str], why: str, content: Content) -> Iterable[Problem]:
    for file, name, said in _all(content):
        if found := pattern.search(said):
            yield Problem(file, 1, f'{name} says "{found.group()}": {why}')


RULES: tuple[Rule[Content], ...] = (
    Rule(
        "kind-words",
        "No words of war, blame or false cheer.",
        "content.md; accessibility.md P35",
        lambda c: _without(_WOUNDS, "say it without blame or battle.", c),
    ),
    Rule(
        "no-vague-numbers",
        'Never "rare" or "common" without a number and its source.',
        "accessibility.md P20",
        lambda c: _without(_VAGUE, "people hear very different numbers in this word.", c),
    ),
    Rule(
        "no-advice",
        "Nothing that tells one person what to take or stop.",
        "accessibility.md C20",
        lambda c: _without(_ADVICE, "the care team gives advice, this line does not.", c),
    ),
    Rule(
        "no-survival-numbers",
        "No number about survival.",
        "content.md, never said",
        lambda c: _without(_SURVIVAL, "leave survival to the person's doctor.", c),
    ),
)
