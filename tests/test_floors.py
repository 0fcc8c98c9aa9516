"""The floors that lint-imports guards name every module there is; no rule of the desk is kept for tests alone."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

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


def test_the_line_itself_uses_every_function_of_the_desk() -> None:
    """What only tests call is another way in than people have, and what holds there says nothing of theirs."""
    files = sorted((ROOT / "ivr").rglob("*.py"))
    trees = {
        ".".join(each.relative_to(ROOT).with_suffix("").parts): ast.parse(each.read_text(encoding="utf-8"))
        for each in files
    }
    used = {name for module, tree in trees.items() for name in _names(module, tree)}
    there = {
        f"{module}.{each.name}"
        for module, tree in trees.items()
        for each in tree.body
        if module.startswith("ivr.desk.") and isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
    }
    assert len(there) > 100
    assert there - used == set()


def _names(module: str, tree: ast.Module) -> Iterator[str]:
    """What a module uses: names of its own, what it imports, and what it asks of modules that it imports."""
    imported: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            imported |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    yield from imported.values()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield f"{module}.{node.id}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{imported.get(node.value.id, '')}.{node.attr}"
