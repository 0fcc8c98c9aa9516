"""What `ivr serve` says of the desk in the browser: where it is, and who can sign in to a demo for the first time."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.desk.desk import Desk
from ivr.desk.signing_in.seeding import newcomers
from ivr.desk.views.staff_list import members
from ivr.errors import IvrError
from ivr.settings import Settings


def about_the_desk(found: Settings, desk: Desk, home: str) -> tuple[str, ...]:
    """Sentences for whoever starts the line; in a demo nobody has touched, its three people are made on the way.

    Args:
        found: the settings.
        desk: the line's.
        home: where the line answers browsers on this machine.
    """
    try:
        said = _demo(desk, found.secret_key, home) if found.demo else _production(desk, found.public_url)
        return tuple(said)
    except IvrError as problem:  # calls go on without the database; the desk does not
        return (f"The desk in the browser does not work just now. {problem}",)


def _demo(desk: Desk, key: str, home: str) -> Iterator[str]:
    yield f"Open the desk for staff in your browser, on this machine: {home}/desk/"
    new = newcomers(desk, key)
    for each in new:
        yield f"    {each.role:<9} staff id {each.id:<5} one-time password {each.password}"
    if new:
        yield "    Each chooses a password of their own at the first sign-in, and is not listed here any more."


def _production(desk: Desk, public_url: str) -> Iterator[str]:
    yield f"The desk for staff: {public_url}/desk/"
    made_up = [each.person.id for each in members(desk) if each.made_up and not each.person.ended]
    if made_up:
        yield f"Nobody signs in here as the demo's people, who are still listed: `ivr staff end {made_up[0]} --by ...`"
