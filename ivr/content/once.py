"""What is asked of the same words again and again is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

from ivr.content.model import Content

More = ParamSpec("More")
Found = TypeVar("Found")
Files = Mapping[str, bytes]

_KEPT = 16  # folders: the published words, and those with a draft or two; some megabytes


def once(work: Callable[Concatenate[Content, More], Found]) -> Callable[Concatenate[Content, More], Found]:
    """Decorate a function of a content, and of more that can be hashed: each answer lives as long as the content.

    Nobody may change what it answers.
    """

    @wraps(work)
    def found(content: Content, /, *more: More.args, **named: More.kwargs) -> Found:
        key = (work, more, tuple(named.items()))
        if key not in content.made:
            content.made[key] = work(content, *more, **named)
        known: Found = content.made[key]
        return known

    return found


def once_for_files(work: Callable[[Files], Found]) -> Callable[[Files], Found]:
    """Decorate a function of a folder, path inside it to bytes: the last answers are kept, by what is in the files.

    Nobody may change what it answers.
    """

    @lru_cache(maxsize=_KEPT)
    def kept(files: frozenset[tuple[str, bytes]]) -> Found:
        return work(dict(sorted(files)))

    @wraps(work)
    def found(files: Files) -> Found:
        return kept(frozenset(files.items()))

    return found
