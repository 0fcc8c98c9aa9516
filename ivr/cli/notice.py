"""`ivr notice`: what callers and texters must know for a while, such as that the office is closed today."""

from __future__ import annotations

import click

from ivr.cli import start
from ivr.content.notices import On
from ivr.desk.notices import Listed, listed, switch_off, switch_on

_BY = click.option("--by", required=True, metavar="WHO", help="Your staff id; one person is enough.")
_TIMES = "18:00, 2026-11-26 or '2026-11-26 18:00', by the clocks of the line's time zone"


@click.group("notice", epilog=start.TRUST)
def command() -> None:
    """List notices, and switch them on for a while and off.

    Example: ivr notice on office-closed --until 18:00 --by maria

    Example: ivr notice on holiday --from 2026-11-26 --until 2026-11-27 --by maria

    Example: ivr notice off office-closed --by maria
    """


@command.command("list")
def shown() -> None:
    """List the notices: what each says, and when it is on.

    Example: ivr notice list
    """
    with start.desk() as desk:
        now, notices = desk.clock(), listed(desk)
    for each in notices:
        click.echo(f"{each.notice:<16} {each.said}")
        for on in each.on:
            click.echo(f"{'':<16} {'on' if on.begins <= now else 'will be on'}: {_from(on)} {_until(on)}, by {on.by}")
        if each.unsigned:
            click.echo(f"{'':<16} {_unsigned(each)}")
    if not notices:
        click.echo("There are no notices.")


@command.command("on")
@click.argument("notice")
@click.option("--until", required=True, metavar="WHEN", help=f"When it ends: {_TIMES}. A day means its end.")
@click.option("--from", "start_at", default="", metavar="WHEN", help="When it begins, likewise; now if not given.")
@_BY
def on(notice: str, until: str, start_at: str, by: str) -> None:
    """Switch NOTICE on; it ends by itself.

    Callers hear it after the words about emergencies and fever, and texters read it in the first reply. It lasts 8
    seconds at most, and two may be on at once; one is on for 31 days at most. To change when it ends, switch it off and
    on again.

    Example: ivr notice on office-closed --until 18:00 --by maria
    """
    with start.desk() as desk:
        number, switched = switch_on(desk, by, notice, until, start_at)
    click.echo(f"Edition {number} is published: {notice} is on {_from(switched)} {_until(switched)}.")
    click.echo(f"It ends by itself. `ivr notice off {notice} --by {by}` ends it before.")


@command.command("off")
@click.argument("notice")
@_BY
def off(notice: str, by: str) -> None:
    """Switch NOTICE off, also where it would begin only later. New calls do not hear it any more two seconds later.

    Example: ivr notice off office-closed --by maria
    """
    with start.desk() as desk:
        number = switch_off(desk, by, notice)
    click.echo(f"Edition {number} is published: {notice} is off.")


def _from(switched: On) -> str:
    return f"from {switched.start:%Y-%m-%d %H:%M}"


def _until(switched: On) -> str:
    return f"until {switched.end:%A, %Y-%m-%d %H:%M} ({switched.time_zone})"


def _unsigned(each: Listed) -> str:
    return f"{each.unsigned} pieces of its words are not signed: production cannot switch it on."
