"""Where things of the desk are found: the pages of prompts and words, the sounds that staff listen to, the phone."""

from __future__ import annotations

import re
from http import HTTPStatus

from flask import current_app, g, request, url_for
from flask.globals import request_ctx

from ivr.content.model import Language, Pace, PromptId, Sound
from ivr.desk.editing import RefusedWordsError
from ivr.desk.naming.called import people_by_id
from ivr.errors import IvrError, UnansweredError
from ivr.web.desk.access import desk

_COMMAND = re.compile(r"`ivr ([a-z]+)[^`]*`")
_COMMANDS = re.compile(rf"(^|[.!?] )?({_COMMAND.pattern}(?: or {_COMMAND.pattern})*)")
_PAGES = {
    "approve": "Approve",
    "drafts": "Approve",
    "publish": "Publish",
    "editions": "Publish",
    "rollback": "Publish",
    "resource": "Phone numbers",
    "staff": "People",
    "prompts": "Prompts",
    "take": "Prompts",
}
_AGAIN = "Nothing was done. Wait a few seconds, then send it again."
_OF_MACHINES = {"serve", "render", "worker", "import", "lint"}


def to_prompt(prompt: PromptId, language: Language) -> str:
    """The page of a prompt."""
    return url_for("prompts.one", language=language, prompt=prompt)


def to_words(item: str, language: Language) -> str:
    """The form in which the words of an item are changed."""
    return url_for("words.edit", item=item, language=language)


def to_approve(draft: int) -> str:
    """The card of a draft on the page Approve, whichever part of the page has it."""
    return url_for("approve.page", draft=draft, _anchor=f"draft-{draft}")


def take_to_approve(take: int) -> str:
    """The same for a recording."""
    return url_for("approve.page", take=take, _anchor=f"take-{take}")


def draft_sound(draft: int, sound: Sound) -> str:
    """Where a sound of a draft is heard; "" where the provider's voice speaks and nothing can be played."""
    return url_for("sounds.draft", draft=draft, file=sound.file) if sound.file and not sound.said else ""


def take_sound(take: int, pace: Pace = Pace.NORMAL) -> str:
    """Where a recording that was handed in is heard as callers would hear it."""
    return url_for("sounds.take", take=take, pace=pace.value if pace is not Pace.NORMAL else None)


def live_sound(sound: Sound | None) -> str:
    """Where a published sound is heard: as callers fetch it, from the line itself; "" where nothing can be played."""
    mounted = request.script_root.removesuffix("/desk")
    return f"{mounted}/audio/{sound.file}" if sound and sound.file and not sound.said else ""


def phone() -> str:
    """The phone in the browser, which a demo has; "" elsewhere."""
    demo = current_app.extensions["ivr.settings"].demo
    return f"{request.script_root.removesuffix('/desk')}/phone" if demo else ""


def for_pages(problem: object) -> list[str]:
    """The sentences of a rule, a line each: pages of the desk in place of commands, and no files or rules' names."""
    lines = problem.sentences if isinstance(problem, RefusedWordsError) else str(problem).split("\n")
    told = [_COMMANDS.sub(_pages, line) for line in lines]
    return [*told, _AGAIN] if isinstance(problem, UnansweredError) else told


def status(problem: IvrError) -> int:
    """What a form is answered with: whether a rule was against it, or nobody could look and the same may come again."""
    return HTTPStatus.SERVICE_UNAVAILABLE if isinstance(problem, UnansweredError) else HTTPStatus.CONFLICT


def _pages(found: re.Match[str]) -> str:
    """One command, or several with "or" between them, as the pages or the people that do the same."""
    before, commands = found[1], found[2]
    named = " or ".join(dict.fromkeys(_page(each) for each in _COMMAND.findall(commands)))
    return named if before is None else before + named[:1].upper() + named[1:]


def _page(command: str) -> str:
    return "whoever runs the machines" if command in _OF_MACHINES else f"the page {_PAGES.get(command, 'Today')}"


def page_of() -> str:
    """The page that this request belongs to, as an address that can be opened: its own, or the nearest one above it.

    What a form is sent to is often no page, such as `/desk/notices/storm/on`, whose page is `/desk/notices/`.
    """
    if _is_page(request.path):
        return f"{request.script_root}{request.full_path.rstrip('?')}"
    above = request.path
    while above := above.rstrip("/").rpartition("/")[0]:
        for path in (f"{above}/", above):
            if _is_page(path):
                return f"{request.script_root}{path}"
    return url_for("today.page")


def _is_page(path: str) -> bool:
    routes = request_ctx.url_adapter
    return routes is not None and routes.test(path, "GET")


def names() -> dict[str, str]:
    """What everybody is called who is or was on the staff, and the line itself, by their ids; asked once a request."""
    if "names" not in g:
        g.names = people_by_id(desk())
    found: dict[str, str] = g.names
    return found
