"""Approve: what others have written and recorded, and what nobody has signed, read and heard by a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from ivr.content.model import Pace
from ivr.content.prompts import prompts
from ivr.desk.agreeing import Seen, agree, ticked
from ivr.desk.desk import current
from ivr.desk.naming.difference import pieces
from ivr.desk.naming.names import prompt_name
from ivr.desk.naming.sources import letters
from ivr.desk.people import Role, staff
from ivr.desk.rendered import NotYet, Rendered, sounds
from ivr.desk.sending_back import send_back
from ivr.desk.takes import TakeStanding, coming, take_standings
from ivr.desk.views.effects import Effect
from ivr.desk.views.prompt_list import sounds_of
from ivr.desk.views.proposals import Proposal, proposals
from ivr.desk.views.unsigned_groups import Group, groups
from ivr.desk.views.waiting import may_agree, may_agree_to_take
from ivr.editions.layout import Sounds
from ivr.errors import DeskError
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, by, desk, has, person, roles
from ivr.web.desk.rows import rows

routes = Blueprint("approve", __name__)

SHOWN = 6  # effects of a draft that are shown with their sounds; a pattern can change a hundred prompts


@dataclass(frozen=True)
class Made:
    """The sounds of a draft as far as they are made."""

    draft: int
    rendered: Rendered | None
    being_made: bool
    failed: str


@dataclass(frozen=True)
class Case:
    """A draft on the page, or several that belong together: what they do, their sounds, what whoever looks may do.

    Attributes:
        proposal: what is proposed.
        made: the sounds of each draft of it.
        may: whether whoever looks may approve it.
        token: what its box sends: every draft with its hash.
    """

    proposal: Proposal
    made: Sequence[Made]
    may: bool
    token: str

    @property
    def shown(self) -> Sequence[Effect]:
        """The effects that are shown whole."""
        return self.proposal.effects[:SHOWN]

    def sounds_of(self, effect: Effect) -> Made | None:
        """The draft whose sounds say just these words; None where only all of them together say them."""
        parts = zip(self.proposal.parts, self.made, strict=True)
        if len(self.made) == 1:
            return self.made[0]
        return next((made for part, made in parts if effect in part.effects), None)


@dataclass(frozen=True)
class Heard:
    """A recording on the page."""

    standing: TakeStanding
    called: str
    script: str
    may: bool
    token: str


@routes.get("/approve")
@roles(*ANYBODY)
def page() -> str:
    """Everything that waits, and how it stands."""
    return _page()


@routes.post("/approve")
@roles(Role.APPROVER)
def approve() -> Any:  # noqa: ANN401 - a page or a redirect
    """Agree to what is ticked: to all of it, or to nothing."""
    form = request.form
    try:
        seen = ticked(form.getlist("draft"), form.getlist("take"), [])
        agree(desk(), by(), seen)
    except DeskError as problem:
        return _page(where_to.for_pages(problem), chosen=form), 409
    flash(f"{_counted(seen)} approved. Callers hear it after somebody publishes it, which is done on this page.")
    return redirect(url_for("publish.page"))


@routes.post("/approve/back")
@roles(*ANYBODY)
def back() -> Any:  # noqa: ANN401 - a page or a redirect
    """Send something back with a reason, or take one's own back; drafts that belong together go together."""
    numbers, recording = rows(request.form.getlist("number")) or [0], request.form.get("kind") == "recording"
    try:
        mine = [send_back(desk(), by(), each, request.form.get("why", ""), recording=recording) for each in numbers]
    except DeskError as problem:
        return _page(where_to.for_pages(problem), failed=f"{'take' if recording else 'draft'}-{numbers[0]}"), 409
    one, listed = len(numbers) == 1, ", ".join(map(str, numbers))
    what = f"{'Recording' if recording else 'Draft'} {listed}" if one else f"Drafts {listed}"
    flash(
        f"{what} {'was' if one else 'were'} taken back. Callers hear what they heard before."
        if all(mine)
        else f"{what} went back to {'its' if one else 'their'} author, who reads your reason on Today. "
        "Callers hear what they heard before."
    )
    return redirect(url_for("approve.page"))


@routes.get("/approve/words/<group>")
@roles(Role.APPROVER)
def words(group: str) -> str:
    """A batch of published words that nobody has signed."""
    return _words_page(_group(group))


@routes.post("/approve/words/<group>")
@roles(Role.APPROVER)
def sign(group: str) -> Any:  # noqa: ANN401 - a page or a redirect
    """Sign what is ticked, all of it or nothing."""
    found = _group(group)
    try:
        seen = ticked([], [], request.form.getlist("word"))
        agree(desk(), by(), seen)
    except DeskError as problem:
        return _words_page(found, where_to.for_pages(problem), request.form.getlist("word")), 409
    signed = f"{len(seen.words)} piece{'' if len(seen.words) == 1 else 's'} of words signed"
    flash(f"{signed}. The next edition that is published holds your signatures; callers hear no difference.")
    left = next((each for each in groups(desk(), person()) if each.id == group and each.open), None)
    return redirect(url_for("approve.words", group=group) if left else url_for("approve.page", _anchor="words"))


def _page(says: Sequence[str] = (), chosen: Any = None, failed: str = "") -> str:  # noqa: ANN401 - a form or nothing
    edition = current(desk())
    live, approver = sounds_of(desk(), edition), has(Role.APPROVER)
    cases = [_case(each) for each in proposals(desk())]
    takes = _takes()
    everybody = [each for each in staff(desk()) if not each.ended and Role.APPROVER.value in each.roles]
    return render_template(
        "approve/page.html",
        cases=[each for each in cases if not each.proposal.approved],
        takes=[each for each in takes if not each.standing.approved],
        agreed=[each for each in cases if each.proposal.approved],
        agreed_takes=[each for each in takes if each.standing.approved],
        groups=groups(desk(), person()) if approver else (),
        approver=approver,
        approvers=[each.name for each in everybody],
        may_send_back=has(Role.APPROVER, Role.ADMIN),
        letters=letters(edition.content),
        says=says,
        failed=failed,
        chosen=[*chosen.getlist("draft"), *chosen.getlist("take")] if chosen else [],
        typed=request.form.get("why", "") if failed else "",
        **_tools(live),
    )


def _tools(live: Sounds) -> dict[str, Any]:
    """What the templates call."""
    return {
        "names": where_to.names(),
        "where_to": where_to,
        "pieces": pieces,
        "live": lambda prompt, language: where_to.live_sound(live.get((prompt, language, Pace.NORMAL))),
        "by_whom": lambda effect: _source(live, effect),
        "Pace": Pace,
    }


def _source(live: Sounds, effect: Effect) -> str:
    """Who says it to callers now."""
    sound = live.get((effect.id, effect.language, Pace.NORMAL))
    told = {"take": "a person", "rendered": "the machine's voice", "provider": "the telephone company's voice"}
    return told.get(sound.source, "the machine's voice") if sound else "nobody"


def _case(proposal: Proposal) -> Case:
    drafts = [part.standing.draft for part in proposal.parts]
    may = all(part.standing.approved or may_agree(part.standing, person()) for part in proposal.parts)
    return Case(
        proposal,
        [_made(draft.id) for draft in drafts],
        has(Role.APPROVER) and may and drafts[0].author != by() and not proposal.wrong,
        " ".join(f"{draft.hash}:{draft.id}" for draft in drafts),
    )


def _made(draft: int) -> Made:
    found = sounds(desk(), draft)
    return Made(
        draft,
        found if isinstance(found, Rendered) else None,
        isinstance(found, NotYet),
        found if isinstance(found, str) else "",
    )


def _takes() -> list[Heard]:
    waiting = take_standings(desk())
    content = coming(desk()) if waiting else None
    scripts = {(each.id, each.language): each for each in prompts(content)} if content else {}
    found = []
    for each in waiting:
        take = each.take
        prompt = scripts.get((take.prompt, take.language))
        called = prompt_name(content, prompt) if prompt and content else take.prompt
        may = has(Role.APPROVER) and may_agree_to_take(each, person())
        found.append(Heard(each, called, prompt.script if prompt else "", may, f"{take.hash}:{take.id}"))
    return found


def _group(group: str) -> Group:
    found = next((each for each in groups(desk(), person()) if each.id == group), None)
    if found is None:
        abort(404)
    return found


def _words_page(group: Group, says: Sequence[str] = (), chosen: Sequence[str] = ()) -> str:
    return render_template(
        "approve/words.html",
        group=group,
        says=says,
        chosen=chosen,
        letters=letters(current(desk()).content),
        names=where_to.names(),
    )


def _counted(seen: Seen) -> str:
    told = [
        f"{len(some)} {what}{'' if len(some) == 1 else 's'}"
        for some, what in ((seen.drafts, "draft"), (seen.takes, "recording"))
        if some
    ]
    return " and ".join(told)
