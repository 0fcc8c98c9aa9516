"""`ivr staff`: who works at the desk, and what each may do."""

from __future__ import annotations

import click

from ivr.cli import start
from ivr.desk.people import Role, add, change_roles, end, release, set_pin
from ivr.desk.signing_in.accounts import ONE_TIME_FOR, give_password
from ivr.desk.views.staff_list import Door, Member, members

_PERSON = click.argument("person")
_BY = click.option("--by", required=True, metavar="WHO", help="Your staff id; you must be an admin.")
_ROLE = click.Choice([role.value for role in Role])


@click.group("staff", epilog=start.TRUST)
def command() -> None:
    """Keep the staff list: who writes, who records, who approves, and who keeps this list.

    A recorder hands in recordings, an editor writes words, an approver agrees to what somebody else wrote or recorded.
    An admin keeps this list, and alone writes emergency words.

    Example: ivr staff add anna --name "Anna Berg" --role editor

    Example: ivr staff add ben --name "Ben Ode" --role approver --by anna
    """


@command.command("add")
@_PERSON
@click.option("--name", required=True, help="Their name, as people say it.")
@click.option("--role", "roles", multiple=True, type=_ROLE, help="What they may do; may be given several times.")
@click.option("--by", default="", metavar="WHO", help="Your staff id; you must be an admin. Not for the first person.")
def added(person: str, name: str, roles: tuple[str, ...], by: str) -> None:
    """Put PERSON on the list. The first one becomes an admin.

    PERSON is a short id of a-z, 0-9, dot and hyphen. It is theirs for ever and stands in every history.

    Example: ivr staff add ben --name "Ben Ode" --role approver --by anna
    """
    with start.desk() as desk:
        new = add(desk, by, person, name, [Role(role) for role in roles])
    click.echo(f"{new.name} ({new.id}) is on the staff: {_roles(new.roles)}.")


@command.command("list")
def listed() -> None:
    """List everybody, those who have left too."""
    with start.desk() as desk:
        everyone = sorted(members(desk), key=lambda each: each.person.id)
    for each in everyone:
        click.echo(f"{each.person.id}  {each.person.name}: {_told(each)}")
    if not everyone:
        click.echo("Nobody is on the staff list yet. `ivr staff add` makes the first person an admin.")


@command.command("roles")
@_PERSON
@click.argument("roles", nargs=-1, type=_ROLE)
@_BY
def changed(person: str, roles: tuple[str, ...], by: str) -> None:
    """Let PERSON have just these ROLES; without any they can look and no more.

    Example: ivr staff roles ben approver recorder --by anna
    """
    with start.desk() as desk:
        after = change_roles(desk, by, person, [Role(role) for role in roles])
    click.echo(f"{after.name} ({after.id}): {_roles(after.roles)}.")


@command.command("pin")
@_PERSON
@click.option("--by", required=True, metavar="WHO", help="Your staff id: PERSON's own, or an admin's.")
def pinned(person: str, by: str) -> None:
    """Give PERSON a new PIN of 6 to 8 digits for the desk by phone. It is asked for and not shown.

    Example: ivr staff pin ben --by ben
    """
    with start.desk() as desk:
        set_pin(desk, by, person, click.prompt("The new PIN", hide_input=True, confirmation_prompt="The same again"))
    click.echo(f"{person} has a new PIN.")


@command.command("voice")
@_PERSON
@click.argument("words")
@click.option("--by", required=True, metavar="WHO", help="Your staff id: PERSON's own, or an admin's.")
def heard(person: str, words: str, by: str) -> None:
    """Note when and with whom PERSON agreed that callers hear their voice; "" where they do not agree any more.

    Before, their recordings are kept, and nobody can approve one. For somebody who has left, an admin can note "", too.

    Example: ivr staff voice ben "21 November 2026, on paper, with Anna Berg" --by anna
    """
    with start.desk() as desk:
        noted = release(desk, by, person, words)
    click.echo(f"{noted.name} ({noted.id}): {f'agreed, {noted.released}' if noted.released else 'does not agree'}.")


@command.command("password")
@_PERSON
@_BY
@click.option("--new-device", is_flag=True, help="Forget their authenticator and recovery codes, too.")
def passed(person: str, by: str, *, new_device: bool) -> None:
    """Print a one-time password, with which PERSON signs in to the desk in the browser and chooses their own.

    It ends their sessions there, and a lock after wrong tries. The first admin can have one for themselves.

    Example: ivr staff password ben --by anna
    """
    with start.desk() as desk:
        made = give_password(desk, by, person, new_device=new_device)
    click.echo(f"The one-time password of {person}: {made}")
    click.echo(f"It works for {ONE_TIME_FOR.days} days and is kept nowhere. Tell it to nobody else.")


@command.command("end")
@_PERSON
@_BY
def ended(person: str, by: str) -> None:
    """Note that PERSON has left. They can do nothing any more, and stay in every history.

    What they approved and nobody has published yet waits for another approver.

    Example: ivr staff end ben --by anna
    """
    with start.desk() as desk:
        gone = end(desk, by, person)
    click.echo(f"{gone.name} ({gone.id}) has left.")


_DOORS = {
    Door.NONE: "",
    Door.ONCE: ", has a one-time password",
    Door.DEVICE: ", has a password and no authenticator yet",
    Door.OPEN: ", signs in",
}


def _told(member: Member) -> str:
    person = member.person
    if person.ended:
        return "has left"
    pin = ", has a PIN" if person.pin else ""
    made_up = ", made for the demo" if member.made_up else ""
    return f"{_roles(person.roles)}, number {person.number}{pin}{_DOORS[member.door]}{made_up}"


def _roles(roles: frozenset[str]) -> str:
    return ", ".join(sorted(roles)) or "no role"
