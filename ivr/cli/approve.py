"""`ivr approve`: a second person answers for words and recordings, after seeing what changes."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ivr.cli import start
from ivr.cli.drafts import line, take_line
from ivr.cli.given import NUMBER
from ivr.cli.printed import show
from ivr.content.writing.names import WHOLE
from ivr.desk.approving.signatures import Unsigned, own, to_sign
from ivr.desk.approving.standing import Standing, standings
from ivr.desk.approving.together import approve_together
from ivr.desk.desk import Desk
from ivr.desk.editing import named
from ivr.desk.naming.difference import in_words
from ivr.desk.people import Role, require
from ivr.desk.takes import take_standings
from ivr.errors import DeskError


@click.command("approve", epilog=start.TRUST)
@click.argument("drafts", nargs=-1, type=NUMBER, metavar="[DRAFT]...")
@click.option("--all", "every", is_flag=True, help="Every draft that waits, but for your own.")
@click.option("--take", "takes", multiple=True, type=NUMBER, metavar="N", help="Recording N, which you heard.")
@click.option(
    "--sign",
    "items",
    multiple=True,
    metavar="ITEM",
    help="Published words that nobody signed; topic.what is all of it.",
)
@click.option("--sign-all", is_flag=True, help="All published words that nobody signed, but for your own.")
@click.option("--by", required=True, metavar="WHO", help="Your staff id; you must be an approver.")
@click.option("--yes", is_flag=True, help="Do not ask. You have read them.")
def command(drafts: tuple[int, ...], by: str, *, every: bool, yes: bool, **chosen: object) -> None:
    """Approve drafts that somebody else wrote, recordings that somebody else handed in, or published words as they are.

    You are shown what changes, [-what goes-] and {+what comes+}, then asked once. Whatever is named together is
    approved together, or nothing is. An approval is of these exact words; whoever changes them needs a new one.
    `ivr drafts` lists what waits, and `ivr publish` publishes what is approved.

    Example: ivr approve 7 8 --by ben

    Example: ivr approve --all --by ben

    Example: ivr approve --take 2 --by ben

    Example: ivr approve --sign topic.what --sign greeting.name --by ben
    """
    takes, items = (tuple(each) if isinstance(each := chosen[name], tuple) else () for name in ("takes", "items"))
    if not (drafts or every or takes or items or chosen["sign_all"]):
        raise click.UsageError("Name drafts, or --all, --take, --sign, --sign-all.")
    with start.desk() as desk:
        require(desk, by, Role.APPROVER)
        wanted = _drafts(desk, by, drafts, every=every)
        unsigned = _unsigned(desk, by, items, every=bool(chosen["sign_all"]))
        for standing in wanted:
            show(f"{line(standing)}\n{in_words(standing.live, standing.draft.words)}\n")
        _show_takes(desk, takes)
        for each in unsigned:
            show(f"{named(each.slot.item, each.slot.language)}, by {each.author}:\n{_words(each)}\n")
        count = len(wanted) + len(takes) + len(unsigned)
        if not count:
            raise DeskError("Nothing waits for you.")
        if not yes and not click.confirm(f"Do you approve {'this' if count == 1 else f'these {count}'}?"):
            raise DeskError("Nothing was approved.")
        numbers = [standing.draft.id for standing in wanted]
        approve_together(desk, by, numbers, takes, [each.slot for each in unsigned])
    click.echo(f"{count} approved. `ivr publish` publishes {'it' if count == 1 else 'them'}.")


def _drafts(desk: Desk, by: str, numbers: Sequence[int], *, every: bool) -> list[Standing]:
    waiting = standings(desk)
    known = {each.draft.id: each for each in waiting}
    lacking = [str(number) for number in numbers if number not in known]
    if lacking:
        raise DeskError(f"These are no open drafts: {', '.join(lacking)}. `ivr drafts` lists them.")
    mine = [str(each.draft.id) for each in waiting if each.draft.author == by]
    if every and mine:
        click.echo(f"Left out, for you wrote them: {', '.join(mine)}.", err=True)
    others = [each.draft.id for each in waiting if every and each.draft.author != by and each.approved is None]
    return [known[number] for number in dict.fromkeys((*numbers, *others))]


def _unsigned(desk: Desk, by: str, items: Sequence[str], *, every: bool) -> list[Unsigned]:
    if not items and not every:
        return []
    signer, waiting = require(desk, by, Role.APPROVER), to_sign(desk)
    found: dict[tuple[str, str], Unsigned] = {}
    for item in items:
        there = [each for each in waiting if each.slot.item == item or each.slot.item.startswith(f"{item}.")]
        if not there:
            raise DeskError(f"Nothing of {item} waits for a signature.")
        found |= {(each.slot.item, each.slot.language): each for each in there}
    if every:
        mine = [each for each in waiting if own(each, signer)]
        if mine:
            click.echo(f"Left out, for you wrote them or brought them in: {len(mine)}.", err=True)
        found |= {(each.slot.item, each.slot.language): each for each in waiting if each not in mine}
    return list(found.values())


def _show_takes(desk: Desk, takes: Sequence[int]) -> None:
    known = {each.take.id: each for each in take_standings(desk)} if takes else {}
    for number in takes:
        if number not in known:
            raise DeskError(f"There is no open recording {number}. `ivr drafts` lists them.")
        show(take_line(known[number]))


def _words(each: Unsigned) -> str:
    return "(a whole file)" if each.slot.item.startswith(WHOLE) else each.slot.words
