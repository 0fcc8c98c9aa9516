"""`ivr resource`: the support services, and who dialed each of them when."""

from __future__ import annotations

from datetime import datetime

import click

from ivr.cli import start
from ivr.desk.checking import Service, checked, services


@click.group("resource", epilog=start.TRUST)
def command() -> None:
    """List the support services and note that one was dialed.

    Example: ivr resource list

    Example: ivr resource checked cancercare --by maria --answered "Monday to Friday, 10 to 6; asks for the zip code"
    """


@command.command("list")
def shown() -> None:
    """List the services, whoever should be dialed next first.

    A check holds 90 days, that of a crisis line 30. In production a service drops out the day after; 911 and 988 stay.
    """
    with start.desk() as desk:
        found, production = services(desk), desk.production
    for each in found:
        resource = each.resource
        click.echo(f"{resource.id:<32} {resource.number or resource.url:<24} {_state(each, production=production)}")


@command.command("checked")
@click.argument("name")
@click.option("--by", required=True, metavar="WHO", help="Your staff id; one person is enough.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day of the call; today otherwise.")
@click.option("--answered", default="", metavar="TEXT", help="What you heard, for the audit log.")
def noted(name: str, by: str, on: datetime | None, answered: str) -> None:
    """Note that you dialed the service NAME, and that its number, hours and languages are as we say.

    Where something is otherwise, change that first: `ivr edit resource.NAME.hours`, for example.

    Example: ivr resource checked american-cancer-society --by maria --on 2026-11-21
    """
    with start.desk() as desk:
        number = checked(desk, by, name, on.date() if on else None, answered)
        service = next(each for each in services(desk) if each.resource.id == name)
    click.echo(f"Edition {number} is published: {name} {_state(service, production=False)}.")


def _state(each: Service, *, production: bool) -> str:
    resource = each.resource
    if each.until is None:
        said = "was never checked"
    elif each.past:
        said = f"was checked on {resource.checked_on} by {resource.checked_by}, too long ago"
    else:
        said = f"was checked on {resource.checked_on} by {resource.checked_by}; next by {each.until}"
    return said + _given(each, production=production)


def _given(each: Service, *, production: bool) -> str:
    """What that means for callers, where it means anything."""
    if each.stays:
        return " (it stays all the same)" if each.past else ""
    if each.resource.lapsed:
        return "; callers get it, since nobody else is left in its place" if each.given else "; callers do not get it"
    if not each.given:
        return "; it is in no list of numbers"
    return "; it will drop out" if each.past and production else ""
