"""Where things of the desk are found: the pages of prompts and words, the sounds that staff listen to, the phone."""

from __future__ import annotations

import re

from flask import current_app, request, url_for

from ivr.content.model import Language, Pace, PromptId, Sound
from ivr.desk.people import staff
from ivr.web.desk.access import desk

_COMMAND = re.compile(r"`ivr ([a-z]+)[^`]*`")
_PAGES = {
    "approve": "Approve",
    "drafts": "Approve",
    "publish": "Publish",
    "editions": "Publish",
    "rollback": "Publish",
    "resource": "Phone numbers",
    "staff": "People",
    "prompts": "Prompts",
}


def to_prompt(prompt: PromptId, language: Language) -> str:
    """The page of a prompt; "" where this desk has none."""
    return _at("prompts.one", language=language, prompt=prompt)


def to_words(item: str, language: Language) -> str:
    """The form in which the words of an item are changed; "" where this desk has none."""
    return _at("words.edit", item=item, language=language)


def draft_sound(draft: int, sound: Sound) -> str:
    """Where a sound of a draft is heard; "" where the provider's voice speaks and nothing can be played."""
    return _at("sounds.draft", draft=draft, file=sound.file) if sound.file and not sound.said else ""


def take_sound(take: int, pace: Pace = Pace.NORMAL) -> str:
    """Where a recording that was handed in is heard as callers would hear it."""
    return _at("sounds.take", take=take, **({"pace": pace.value} if pace is not Pace.NORMAL else {}))


def live_sound(sound: Sound | None) -> str:
    """Where a published sound is heard: as callers fetch it, from the line itself; "" where nothing can be played."""
    mounted = request.script_root.removesuffix("/desk")
    return f"{mounted}/audio/{sound.file}" if sound and sound.file and not sound.said else ""


def phone() -> str:
    """The phone in the browser, which a demo has; "" elsewhere."""
    demo = current_app.extensions["ivr.settings"].demo
    return f"{request.script_root.removesuffix('/desk')}/phone" if demo else ""


def for_pages(problem: object) -> list[str]:
    """The sentences of a rule, a line each, with pages of the desk in place of commands."""
    return [_COMMAND.sub(_page, line) for line in str(problem).split("\n")]


def _page(found: re.Match[str]) -> str:
    return f"the page {_PAGES.get(found[1], 'Today')}"


def names() -> dict[str, str]:
    """What everybody is called who is or was on the staff, by their ids."""
    return {each.id: each.name for each in staff(desk())}


def _at(endpoint: str, **values: object) -> str:
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""  # type: ignore[arg-type]
