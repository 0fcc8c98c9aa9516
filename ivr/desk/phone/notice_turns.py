"""Switching a notice by telephone: a request that comes twice gets the answer of the first."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from ivr.desk import notices
from ivr.desk.desk import Desk
from ivr.errors import IvrError, StoreError
from ivr.store.audit import Audit


def turns(desk: Desk, notice: str) -> int:
    """A number that grows whenever somebody switches a notice; raises StoreError."""
    newest = Audit(desk.database).listed(1, item=f"notice.{notice}")
    return newest[0].number if newest else 0


def on_until(desk: Desk, by: str, notice: str, day: date) -> None:
    """Let callers hear a notice from now to the end of a day, unless they do already; raises as `notices.switch_on`."""
    ends = datetime.combine(day, time()) + timedelta(days=1)
    if _is_on(desk, notice, ends):
        return
    try:
        notices.switch_on(desk, by, notice, day.isoformat())
    except StoreError:
        raise
    except IvrError:
        if not _is_on(desk, notice, ends):  # the same request may have been at it at the same moment
            raise


def off(desk: Desk, by: str, notice: str) -> None:
    """Let nobody hear a notice any more, unless nobody does; raises as `notices.switch_off`."""
    try:
        notices.switch_off(desk, by, notice)
    except StoreError:
        raise
    except IvrError:
        if not any(each.notice == notice and not each.on for each in notices.listed(desk)):
            raise


def _is_on(desk: Desk, notice: str, ends: datetime) -> bool:
    """Whether callers hear it now, until just then (as clocks on the wall show it)."""
    found = (on for each in notices.listed(desk) if each.notice == notice for on in each.on)
    return any(on.end == ends and on.begins <= desk.clock() for on in found)
