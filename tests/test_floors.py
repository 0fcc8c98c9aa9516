"""The floors that lint-imports guards name every module there is."""

from __future__ import annotations

import tomllib

from tests.conftest import ROOT

APART = {"views", "phone", "counts"}


def test_every_rule_of_the_desk_is_kept_from_pages_and_calls() -> None:
    """A new module at the root of the desk is a rule, and stands on the list."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    listed = next(each["source_modules"] for each in contracts if "desk's rules" in each["name"])
    there = {each.stem for each in (ROOT / "ivr" / "desk").iterdir() if each.name[0] != "_"}
    assert {each.removeprefix("ivr.desk.") for each in listed} == there - APART
