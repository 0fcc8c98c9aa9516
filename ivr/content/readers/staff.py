"""Reader of the words of the staff line: `<language>/staff.toml`."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.model import Language, Problem, PromptId
from ivr.content.readers.words import read_flat
from ivr.content.staff import FILE


def read_staff(files: Mapping[str, bytes], language: Language) -> tuple[dict[PromptId, str], list[Problem]]:
    """Read what the staff line says; the file need not be there, for editions are older than the staff line."""
    file = f"{language}/{FILE}"
    return read_flat(files, file, "staff") if file in files else ({}, [])
