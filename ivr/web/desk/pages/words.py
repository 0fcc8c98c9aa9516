"""Words: everything that is texted, one item to be written, and what is to be known of words while they are typed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for

from ivr.content.writing.names import WHOLE
from ivr.desk.editing import WRITERS, OpenDraftError, base_of, withdraw
from ivr.desk.naming.difference import pieces
from ivr.desk.naming.placeholders import explained
from ivr.desk.phone_number_places import edit_everywhere
from ivr.desk.read_once import content_of
from ivr.desk.sending_back import closed_before
from ivr.desk.views.weighing import Weighed, weighed
from ivr.desk.views.writing import Written, kept_as, text_list, written_now
from ivr.errors import ContentError, DeskError, OvertakenError
from ivr.store.drafts import Draft
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, by, desk, person, roles
from ivr.web.desk.rows import row, rows

routes = Blueprint("words", __name__)

LONGEST = 400_000  # letters: the longest file of the content is a fraction of that


@routes.get("/words")
@roles(*ANYBODY)
def listed() -> str:
    """Every text and tip that people can get by a message."""
    search = request.args.get("search", "")[:200]
    return render_template("prompts/words.html", rows=text_list(desk(), search), search=search)


@routes.get("/words/edit")
@roles(*WRITERS)
def edit() -> str:
    """The form for an item's words, with what is known of them."""
    found = _written()
    return _page(found, found.draft.words if found.draft else found.live)


@routes.post("/words/edit")
@roles(*WRITERS)
def keep() -> Any:  # noqa: ANN401 - a page or a redirect
    """Keep new words as a draft; whatever is against it is told beside the form, with the words as they were typed."""
    found = _written()
    typed = _typed(found)
    beside, base = rows(request.form.getlist("beside")), request.form.get("base", _published(found))
    if "only" in request.form:  # no script: measured without being kept
        return _page(found, typed, beside=beside, base=base)
    try:
        draft, *others = edit_everywhere(desk(), by(), (found.item, found.language, typed), beside, base)
    except OvertakenError:
        found = _written()  # what is shown beside theirs is what is published now
        return _page(found, typed, beside=beside, base=_published(found), overtaken=True), 409
    except OpenDraftError as problem:
        return _page(found, typed, clash=problem, beside=[*beside, problem.theirs.id], base=base), 409
    except (DeskError, ContentError) as problem:
        return _page(found, typed, says=where_to.for_pages(problem), base=base), 422
    _tell(draft, others, changed=draft.words != typed)
    return redirect(url_for("words.edit", item=found.item, language=found.language))


@routes.post("/words/take-back")
@roles(*WRITERS)
def take_back() -> Any:  # noqa: ANN401 - werkzeug's redirect
    """Take one's own open draft back."""
    item, language = request.form.get("item", ""), request.form.get("language", "")
    number = request.form.get("draft", 0, row)
    told = f"Draft {number} was taken back. Its words stay in the history. Callers hear what they heard before."
    try:
        withdraw(desk(), by(), number)
    except DeskError as problem:
        twice = closed_before(desk(), by(), [number])  # then it was done once
        flash(told if twice else str(problem), "message" if twice else "error")
    else:
        flash(told)
    return redirect(url_for("words.edit", item=item, language=language))


@routes.post("/measure")
@roles(*WRITERS)
def measure() -> Any:  # noqa: ANN401 - werkzeug's response
    """What there is to know of words while they are typed: the same as on the page, and one sentence of it."""
    found = _written()
    result = _weighed(found, _typed(found))
    html = render_template("prompts/weighed.html", weighed=result, written=found)
    return jsonify(says=_in_a_sentence(result), html=html)


def _written() -> Written:
    try:
        return written_now(desk(), person(), request.values.get("item", ""), request.values.get("language", ""))
    except DeskError as problem:
        abort(404, str(problem))


def _typed(found: Written) -> str:
    """What was typed. Browsers end each line with two characters; here it is one, but in a file that has two itself."""
    typed = request.form.get("words", "")
    if len(typed) > LONGEST:
        abort(413)
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    if not found.item.startswith(WHOLE):
        return lines.strip("\n").rstrip()
    return lines.replace("\n", "\r\n") if "\r\n" in found.live else lines


def _page(found: Written, words: str, **told: Any) -> str:  # noqa: ANN401 - as the template has it
    """The form with these words.

    Args:
        found: what is written.
        words: what stands in the field.
        told: `says`: why they were not kept; `clash`: whose draft is in the way; `beside`: the drafts of others that
            were seen; `base`: the hash of what the words were made from; `overtaken`: whether others were published
            since.
    """
    given = {"says": (), "clash": None, "beside": [], "overtaken": False, "base": _base(found)} | told
    return render_template(
        "prompts/edit.html",
        written=found,
        words=words,
        weighed=_weighed(found, words),
        saved=[kept_as(found.draft)] if found.draft else [],
        people=where_to.names(),
        pieces=pieces,
        braces=explained(content_of(found.files), words, found.language) if not found.item.startswith(WHOLE) else (),
        **given,
    )


def _base(found: Written) -> str:
    """The hash of what the words that the form shows at first were made from."""
    return found.draft.base if found.draft else _published(found)


def _published(found: Written) -> str:
    """The hash of the words that callers hear now."""
    return base_of(found.files, found.item, found.language)


def _weighed(found: Written, words: str) -> Weighed:
    return weighed(desk(), person(), (found.item, found.language, words))


def _in_a_sentence(result: Weighed) -> str:
    """For whoever hears the page instead of seeing it."""
    told = []
    if result.wrong:
        told.append(f"{len(result.wrong)} thing{'s' if len(result.wrong) > 1 else ''} in the way.")
    if result.grade is not None:
        told.append(f"School grade {max(result.grade, 1)} to read.")
    if result.said:
        told.append(f"About {result.said[0].seconds:.0f} seconds.")
    if result.sent:
        most = max(each.segments for each in result.sent)
        told.append(f"Sent as {most} message{'s' if most > 1 else ''}.")
    return " ".join(told) or "Nothing is in the way."


def _tell(draft: Draft, others: list[Draft], *, changed: bool) -> None:
    told = [
        f"Kept as draft {draft.id}. Callers hear the old words until somebody else has approved it and it is published."
    ]
    if others:
        told.append(f"The same number stands in {len(others)} other places; they change with it.")
    if changed:
        told.append("Curly quotes and long dashes were made plain: they would make the text cost twice as much.")
    flash("\n".join([*told, *draft.warnings]), "success")
