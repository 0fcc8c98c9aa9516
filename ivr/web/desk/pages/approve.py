"""Approve: what others have written and recorded, and what nobody has signed, read and heard by a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from ivr.content.model import Pace
from ivr.desk.approving.seen import Seen, agree, ticked
from ivr.desk.desk import current
from ivr.desk.naming.called import Names
from ivr.desk.naming.difference import pieces
from ivr.desk.naming.sources import letters
from ivr.desk.people import Role, staff
from ivr.desk.read_once import content_of
from ivr.desk.rendered import NotYet, Rendered, sounds_of_all
from ivr.desk.sending_back import closed_before, send_back, send_take_back
from ivr.desk.takes import TakeStanding, coming, take_standings
from ivr.desk.views.cards import Card, cards
from ivr.desk.views.effects import Effect
from ivr.desk.views.prompt_list import sounds_of
from ivr.desk.views.proposals import Proposal, proposals
from ivr.desk.views.unsigned_groups import Group, groups
from ivr.desk.views.waiting import may_agree, may_agree_to_take
from ivr.editions.layout import Sounds
from ivr.errors import DeskError
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, by, desk, has, person, roles
from ivr.web.desk.rows import row, rows

routes = Blueprint("approve", __name__)

A_PAGE = 10  # cards and recordings: each has its words, its sounds and its sources to be read
SHOWN = 6  # effects of a draft that are shown with their sounds; a pattern can change a hundred prompts


@dataclass(frozen=True)
class Made:
    """The sounds of a draft as far as they are made: `rendered`, or why they could not be made; neither before."""

    draft: int
    rendered: Rendered | None
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
    """Agree to what is ticked: to all of it, or to nothing. Where there are other pages, on with the next."""
    form = request.form
    try:
        seen = ticked(form.getlist("draft"), form.getlist("take"), [])
        agree(desk(), by(), seen)
    except DeskError as problem:
        return _page(where_to.for_pages(problem), chosen=form), 409
    if form.get("others") == "yes":
        flash(f"{_counted(seen)} approved. Callers hear it after somebody publishes it. This is what waits still.")
        return redirect(url_for("approve.page", page=form.get("page", 1, row)))
    flash(f"{_counted(seen)} approved. Callers hear it after somebody publishes it, which is done on this page.")
    return redirect(url_for("publish.page"))


@routes.post("/approve/back")
@roles(*ANYBODY)
def back() -> Any:  # noqa: ANN401 - a page or a redirect
    """Send something back with a reason, or take one's own back; drafts that belong together go together."""
    numbers, recording = rows(request.form.getlist("number")) or [0], request.form.get("kind") == "recording"
    why = request.form.get("why", "")
    if recording:
        numbers = numbers[:1]
    try:
        mine = send_take_back(desk(), by(), numbers[0], why) if recording else send_back(desk(), by(), numbers, why)
    except DeskError as problem:
        before = closed_before(desk(), by(), numbers, recording=recording)
        if before is None:
            return _page(where_to.for_pages(problem), failed=f"{'take' if recording else 'draft'}-{numbers[0]}"), 409
        mine = before  # sent twice: it was done once
    one, listed = len(numbers) == 1, ", ".join(map(str, numbers))
    what = f"{'Recording' if recording else 'Draft'} {listed}" if one else f"Drafts {listed}"
    flash(
        f"{what} {'was' if one else 'were'} taken back. Callers hear what they heard before."
        if mine
        else f"{what} went back to {'its' if one else 'their'} author, who reads your reason on Today. "
        "Callers hear what they heard before."
    )
    return redirect(url_for("approve.page", page=request.form.get("page", 1, row)))


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
    words, recordings = cards(desk()), take_standings(desk())
    waiting: list[Card | TakeStanding] = [each for each in words if not each.approved]
    waiting += [each for each in recordings if not each.approved]
    pages = max(1, -(-len(waiting) // A_PAGE))
    at = min(_asked(waiting), pages)
    shown = waiting[(at - 1) * A_PAGE : at * A_PAGE]
    everybody = [each for each in staff(desk()) if not each.ended and Role.APPROVER.value in each.roles]
    return render_template(
        "approve/page.html",
        cases=_cases([each for each in shown if isinstance(each, Card)]),
        takes=_takes([each for each in shown if isinstance(each, TakeStanding)]),
        waiting=len(waiting),
        page=at,
        pages=pages,
        agreed=[each for each in words if each.approved],
        agreed_takes=[each for each in recordings if each.approved],
        named=Names(content_of(edition.content)),
        groups=groups(desk(), person()) if approver else (),
        approver=approver,
        approvers=[each.name for each in everybody],
        may_send_back=has(Role.APPROVER, Role.ADMIN),
        letters=letters(edition.content),
        says=says,
        failed=failed,
        chosen=[*chosen.getlist("draft"), *chosen.getlist("take")] if chosen else [],
        typed=request.form.get("why", "") if failed else "",
        shown_at=url_for("approve.page", page=at) if request.method == "POST" else "",
        **_tools(live),
    )


def _asked(waiting: Sequence[Card | TakeStanding]) -> int:
    """The page that is asked for: by its number, or by a draft or a recording that stands on it."""
    draft, take = request.args.get("draft", 0, row), request.args.get("take", 0, row)
    for place, each in enumerate(waiting):
        if each.has(draft) if isinstance(each, Card) else each.take.id == take:
            return place // A_PAGE + 1
    return max(1, request.values.get("page", 1, row))


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


def _cases(some: Sequence[Card]) -> list[Case]:
    made = sounds_of_all(desk(), [part.draft.id for card in some for part in card.parts])
    return [_case(card, each, made) for card, each in zip(some, proposals(desk(), some), strict=True)]


def _case(card: Card, proposal: Proposal, made: Mapping[int, Rendered | NotYet | str]) -> Case:
    drafts = [part.draft for part in card.parts]
    return Case(
        proposal,
        [_made(draft.id, made[draft.id]) for draft in drafts],
        has(Role.APPROVER) and may_agree(card, person()) and not proposal.wrong,
        " ".join(f"{draft.hash}:{draft.id}" for draft in drafts),
    )


def _made(draft: int, found: Rendered | NotYet | str) -> Made:
    return Made(draft, found if isinstance(found, Rendered) else None, found if isinstance(found, str) else "")


def _takes(some: Sequence[TakeStanding]) -> list[Heard]:
    named = Names(coming(desk()))
    found = []
    for each in some:
        take = each.take
        may = has(Role.APPROVER) and may_agree_to_take(each, person())
        key = take.prompt, take.language
        found.append(Heard(each, named.prompt(*key), named.script(*key), may, f"{take.hash}:{take.id}"))
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
