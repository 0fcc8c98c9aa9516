"""What is asked of a content again and again is worked out once, and kept for as long as the content is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from ivr.content.model import Content

More = ParamSpec("More")
Found = TypeVar("Found")


def once(work: Callable[Concatenate[Content, More], Found]) -> Callable[Concatenate[Content, More], Found]:
    """Decorate a function of a content, and of more that can be hashed, whose answer nobody changes."""

    @wraps(work)
    def found(content: Content, /, *more: More.args, **named: More.kwargs) -> Found:
        key = (work, more, tuple(named.items()))
        if key not in content.made:
            content.made[key] = work(content, *more, **named)
        known: Found = content.made[key]
        return known

    return found
