"""How long notices last: by their sounds eight seconds at most, alone and with any other."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

from ivr.content.model import Edition
from ivr.content.notice_lengths import estimated, measured, too_long
from tests.content.test_notice_times import DAY, noted


def test_each_shipped_notice_and_each_two_of_them_last_eight_seconds_at_most(edition: Edition) -> None:
    """By their real sounds, so any two may be on together; and the estimate that lint makes is near them."""
    names = list(edition.content.words["en"].notices)
    for chosen in (*combinations(names, 1), *combinations(names, 2)):
        seconds = measured(edition, "en", chosen)
        assert 1 < seconds <= 8, chosen
        assert abs(seconds - estimated(edition.content, "en", chosen)) < 1, chosen


def test_notices_that_last_too_long_together_are_named(edition: Edition) -> None:
    """One plain sentence for each set; none where all is well."""
    both = (replace(DAY, notice="holiday"), replace(DAY, notice="new-phones"))
    sounds = {
        key: replace(sound, seconds=5.0) if key[0].startswith("notice.") else sound
        for key, sound in edition.sounds.items()
    }
    slow = replace(edition, content=noted(edition.content, *both), sounds=sounds)
    (says,) = too_long(slow)
    assert re.fullmatch(r"notices\.holiday and notices\.new-phones: 1\d\.\d seconds in en; 8 are the most\.", says)
    assert too_long(replace(slow, content=noted(edition.content, both[0]))) == ()
