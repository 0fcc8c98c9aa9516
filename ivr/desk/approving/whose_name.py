"""Whether a name that somebody typed is one of the staff's: the same words, whatever they look like and stand among."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ivr.content.matching import plain
from ivr.store.people import Person

# Letters and marks that nobody sees, but for those that `plain` drops: the fillers of Hangul, which Unicode calls
# letters (DerivedCoreProperties, Default_Ignorable_Code_Point), what has no letter yet, and marks beside letters.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_UNSEEN = frozenset({"Cn", "Mc"})


def is_called(person: Person, name: str) -> bool:
    """Whether a name is this person's id, or has all the words of their name in it, whole and in any order.

    Spaces, capitals, accents, punctuation, signs that nobody sees and letters that look alike make no difference, nor
    do titles and other names beside theirs. Somebody else of the same name is called so too.
    """
    if name == person.name:
        return True  # a name without any letter or digit
    typed, theirs = _words(name), frozenset(_words(person.name))
    return bool(typed) and (typed == _words(person.id) or (bool(theirs) and theirs <= frozenset(typed)))


@lru_cache(maxsize=4096)  # the whole staff is asked about each recording
def _words(name: str) -> tuple[str, ...]:
    """The words of a name in the one form in which names are compared."""
    seen = (letter for letter in name if letter not in _FILLERS and unicodedata.category(letter) not in _UNSEEN)
    return tuple(plain("".join(seen)).split())
