"""Prompts: all of them, one of them, and handing in a recording of one."""

from __future__ import annotations

import re
from math import ceil
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for

from ivr.audio.intake.containers import NAMES
from ivr.audio.intake.decode import MOST_BYTES
from ivr.content.model import Language, Pace, PromptId
from ivr.desk.approving.consent import Where, asked_now, noting_consent
from ivr.desk.beside import mark_of
from ivr.desk.editing import WRITERS
from ivr.desk.naming.difference import pieces
from ivr.desk.naming.names import groups
from ivr.desk.people import Role, is_any, staff
from ivr.desk.rendered import NotYet, Rendered, sounds_of_all
from ivr.desk.sending_back import closed_before
from ivr.desk.takes import RECORDERS, FaultyError, Handed, hand_in, take_standings, withdraw_take
from ivr.desk.views.listening import may_hear
from ivr.desk.views.looking import Look, look_at
from ivr.desk.views.prompt_list import Filter, Listing, State, chosen, prompt_list
from ivr.desk.views.writing import kept_as
from ivr.errors import DeskError, TakeError
from ivr.store.takings import Taking
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, by, desk, has, person, roles
from ivr.web.desk.rows import row

routes = Blueprint("prompts", __name__)

A_PAGE = 25
_FOLDERS = re.compile(r"[/\\]")
STATES = {
    "wanted": "Needs a recording",
    "waiting": "Something of it waits for approval",
    State.RECORDED.value: "A person is heard",
    State.SPOKEN.value: "The machine speaks it",
    State.MENU.value: "Recorded, and its menu is not yet",
    State.STALE.value: "Recorded, and the words have changed since",
    State.BROKEN.value: "Recorded, and it cannot be played",
}


@routes.teardown_request
def closed(_problem: BaseException | None) -> None:
    """Uploads lie in files of their own while they are read; those of refused requests, too, are removed at once."""
    request.close()


@routes.get("/prompts")
@roles(*ANYBODY)
def listed() -> str:
    """Every prompt, as far as it fits what is asked for."""
    wanted, listing = _wanted(), prompt_list(desk())
    fitting = chosen(listing.rows, wanted)
    pages = max(1, ceil(len(fitting) / A_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    return render_template(
        "prompts/listed.html",
        rows=fitting[(page - 1) * A_PAGE : page * A_PAGE],
        total=len(fitting),
        of=len(listing.rows),
        wanted=wanted,
        page=page,
        pages=pages,
        asked={name: value for name, value in request.args.items() if name != "page" and value},
        **_choices(listing),
    )


@routes.get("/prompts/<language>/<prompt>")
@roles(*ANYBODY)
def one(language: Language, prompt: PromptId) -> str:
    """One prompt, with all that is known of it."""
    look = _look(language, prompt)
    made = sounds_of_all(desk(), [each.draft.id for each in look.drafts])
    return render_template(
        "prompts/one.html",
        look=look,
        states=STATES,
        writes=has(*WRITERS),
        records=has(*RECORDERS),
        draft_sounds={draft: _files(found, prompt, language) for draft, found in made.items()},
        names={(each.slot.item, each.slot.language): each.name for each in look.made_of},
        where_to=where_to,
        saved=[kept_as(each.draft) for each in look.drafts if each.draft.author == by()],
        people=where_to.names(),
        pieces=pieces,
        may_hear=may_hear,
    )


@routes.get("/prompts/<language>/<prompt>/record")
@roles(*RECORDERS)
def record(language: Language, prompt: PromptId) -> str:
    """The place to read a prompt aloud, or to choose a file of it."""
    return _record_page(_look(language, prompt))


@routes.post("/prompts/<language>/<prompt>/record")
@roles(*RECORDERS)
def take(language: Language, prompt: PromptId) -> Any:  # noqa: ANN401 - a page, JSON or a redirect
    """Take in a recording, from the page's script (which asks for JSON) or from the form."""
    upload, speaker = request.files.get("recording"), request.form.get("speaker", "")
    as_json = request.accept_mimetypes.best == "application/json"
    raw, name = b"", ""
    if upload is not None:
        raw, name = upload.stream.read(MOST_BYTES + 1), upload.filename or ""  # as much as shows that it is too big
    if not raw and not name:
        says: tuple[str, ...] = ("Choose a file first, or record with the microphone.",)
    else:
        try:
            words = request.form.get("script", "")  # as the page showed them when it was recorded
            read = mark_of(words) if words else ""
            given = Handed(prompt, language, raw, speaker, _last(name), script=read, waits=False)
            asked = request.form.get("asked", -1, row)
            ticked = request.form.get("voice") == "yes"
            agrees = noting_consent(desk(), by(), Where.BROWSER, asked) if ticked else None
            kept, verdict = hand_in(desk(), by(), given, agrees)
        except FaultyError as problem:
            says = problem.says
        except (TakeError, DeskError) as problem:
            says = tuple(where_to.for_pages(problem))
        else:
            return _handed_in(kept, [each.says for each in verdict.warnings], as_json=as_json)
    if as_json:
        return jsonify(says=says)
    return _record_page(_look(language, prompt), says, speaker), 422


@routes.post("/prompts/<language>/<prompt>/take-back")
@roles(*RECORDERS)
def take_back(language: Language, prompt: PromptId) -> Any:  # noqa: ANN401 - werkzeug's redirect
    """Take one's own open recording back."""
    number = request.form.get("take", 0, row)
    told = f"Recording {number} was taken back. Callers hear what they heard before."
    try:
        withdraw_take(desk(), by(), number)
    except DeskError as problem:
        twice = closed_before(desk(), by(), [number], recording=True)  # then it was done once
        flash(told if twice else str(problem), "success" if twice else "error")
    else:
        flash(told, "success")
    return redirect(url_for("prompts.one", language=language, prompt=prompt))


def _handed_in(kept: Taking, doubts: list[str], *, as_json: bool) -> Response | Any:  # noqa: ANN401 - the same
    """It was taken in: listen to it on the prompt's page."""
    there = url_for("prompts.one", language=kept.language, prompt=kept.prompt, _anchor="told")
    told = f"Your recording was taken in. It is recording {kept.id}. Listen to it below, as callers would hear it."
    flash("\n".join([told, _what_next(kept), *doubts]), "success")
    return jsonify(take=kept.id, page=there) if as_json else redirect(there)


def _what_next(kept: Taking) -> str:
    """What is done with a recording next: by its speaker, who must agree to be heard, or by an approver."""
    standing = next((each for each in take_standings(desk()) if each.take.id == kept.id), None)
    if standing is None or not standing.voice:
        others = [
            each.name for each in staff(desk()) if each.id != by() and not each.ended and is_any(each, Role.APPROVER)
        ]
        who = " or ".join(others) or "an approver"
        return f"Next, {who} listens to it and approves it. Callers hear it after that, when it is published."
    if standing.voice != by():
        return f"One thing is missing. {standing.says}"
    return (
        "One thing is missing: you have not said that callers may hear your voice. Say so under My account; until then "
        "nobody can approve it."
    )


def _files(found: Rendered | NotYet | str, prompt: PromptId, language: Language) -> dict[str, str] | str | None:
    """The files of what a draft makes of a prompt, by pace; why there are none; or None while they are being made."""
    if isinstance(found, NotYet):
        return None
    if isinstance(found, str):
        return found
    made = {pace.value: found.sounds.get((prompt, language, pace)) for pace in Pace}
    return {pace: sound.file for pace, sound in made.items() if sound and sound.file and not sound.said}


def _look(language: Language, prompt: PromptId) -> Look:
    try:
        return look_at(desk(), person(), prompt, language)
    except DeskError as problem:
        abort(404, str(problem))


def _record_page(look: Look, says: tuple[str, ...] = (), speaker: str = "") -> str:
    mine = [each for each in look.takes if each.take.author == by()]
    return render_template(
        "prompts/record.html",
        look=look,
        says=says,
        speaker=speaker or person().name,
        agrees=request.form.get("voice") == "yes",
        asked=request.form.get("asked", asked_now(desk(), by()), row),
        mine=mine,
        kinds=NAMES,
        most=MOST_BYTES,
    )


def _wanted() -> Filter:
    asked = request.args
    return Filter(
        state=asked.get("state", "") if asked.get("state", "") in STATES else "",
        group=asked.get("group", ""),
        language=asked.get("language", ""),
        search=asked.get("search", "")[:200],
        first=asked.get("first", "") == "1",
    )


def _choices(listing: Listing) -> dict[str, Any]:
    return {
        "states": STATES,
        "groups": groups(listing.content),
        "languages": listing.content.line.languages,
    }


def _last(name: str) -> str:
    """The name of a file as it may stand in a table: without the folders that some browsers tell."""
    return "".join(letter for letter in _FOLDERS.split(name)[-1] if letter.isprintable())
