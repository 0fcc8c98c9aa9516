"""Numbers that no row can have: refused like those that nobody has, and no failure of the desk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.web.desk.rows import HIGHEST, row, rows
from tests.web.desk.site import Site
from tests.web.desk.visitor import Visitor

pytestmark = pytest.mark.silent

NO_ROWS = ("9" * 10, "9" * 20, "9" * 5000, "-1", "\u0667", "1.5", "x")


@given(st.text(alphabet="0123456789- +._\u0667\u00b2x") | st.integers().map(str))
def test_only_numbers_of_rows_are_numbers(typed: str) -> None:
    """Nine digits at the most, and nothing that only looks like one."""
    found = rows([typed])
    assert all(0 <= each <= HIGHEST for each in found)
    assert (not found) or row(typed) == found[0] == int(typed)
    if not found:
        with pytest.raises(ValueError, match="no number"):
            row(typed)


@pytest.mark.parametrize("number", NO_ROWS)
def test_numbers_in_addresses_that_nobody_has_are_no_pages(site: Site, number: str) -> None:
    """Sounds of recordings and of drafts."""
    client = site.client("ann")
    assert client.get(f"/desk/sounds/take/{number}").status_code == 404
    assert client.get(f"/desk/sounds/draft/{number}/x.wav").status_code == 404
    them = Visitor(client).open("/desk/problem/")
    assert them.send(f"/desk/problem/{number}/done", says="x").page.status_code in {404, 409}


@pytest.mark.parametrize("number", NO_ROWS)
def test_numbers_in_forms_that_nobody_has_are_refused(site: Site, number: str) -> None:
    """Taking back, sending back, going on beside somebody's draft."""
    both = Visitor(site.client("both")).open("/desk/words/edit?item=tip.3&language=en")
    assert (
        "There is no open draft"
        in both.send("/desk/words/take-back", item="tip.3", language="en", draft=number).page.text
    )
    both.open("/desk/words/edit?item=tip.3&language=en")
    kept = both.send("/desk/words/edit", item="tip.3", language="en", words="Ask a friend.", beside=number)
    assert "Kept as draft" in kept.page.text
    for kind in ("draft", "recording"):
        both.open("/desk/approve")
        assert both.send("/desk/approve/back", kind=kind, number=number, why="No.").page.status_code == 409
