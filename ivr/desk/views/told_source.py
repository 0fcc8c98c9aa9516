"""Where a service's number and hours come from, as its last change told it and as it is written down."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.model import Language, Resource
from ivr.errors import DeskError

LONGEST_SOURCE = 300
_BEFORE, _OF_HOURS = " (before: ", "; hours: "


def told_before(published: Resource, waiting: Resource) -> str:
    """Where a change that waits comes from, as its author told it; "" where none waits that says so."""
    if waiting.source == published.source:
        return ""
    if waiting.number != published.number:
        return waiting.source.partition(_BEFORE)[0]
    return waiting.source.rpartition(_OF_HOURS)[2]


def with_source(
    resource: Resource, wanted: Mapping[tuple[str, Language], str], told: str
) -> dict[tuple[str, Language], str]:
    """The changes with where they come from, which whoever approves them reads beside them.

    What was written down before stays behind it: it may tell of more than the number.

    Args:
        resource: the service as it is published.
        wanted: new words by field and language, as `ivr.desk.views.dialing.changes_of` takes them.
        told: where a new number or new hours come from, and who dialed it, when.

    Raises:
        DeskError: a number or hours change and nobody says why.
    """
    told = " ".join(told.split())
    number, hours = wanted.get(("number", ""), resource.number) != resource.number, ("hours", "") in wanted
    if not (number or hours):
        return dict(wanted)
    if not told:
        raise DeskError(
            f"Say where the new {'number comes' if number else 'times come'} from, and who dialed it, when: whoever "
            "approves it has nothing else to go by."
        )
    if len(told) > LONGEST_SOURCE or not told.isprintable():
        raise DeskError(f"Where it comes from is told in at most {LONGEST_SOURCE} letters.")
    first, _, of_hours = resource.source.partition(_OF_HOURS)
    if not number:
        return {**wanted, ("source", ""): f"{first}{_OF_HOURS}{told}"}
    last = first.partition(_BEFORE)[0]  # of those before, the last one only
    kept = f"{_OF_HOURS}{of_hours}" if of_hours and not hours else ""
    before = f"{_BEFORE}{last})" if last else ""
    return {**wanted, ("source", ""): f"{told}{before}{kept}"}
