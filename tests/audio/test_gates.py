"""Each gate lets good sounds through and stops bad ones with the right reason (design section 9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.audio.gates import Expected, faults, pace_fault, spread_fault
from ivr.audio.measure import Measured
from ivr.content.model import Pace

# "Coping day to day. Press 3." at the normal pace: 0.1 s of lead, 1.5 s and 0.7 s of speech, 0.5 and 0.76 s of silence.
EXPECTED = Expected(characters=26, pauses_ms=(500,), lead_ms=100, tail_ms=760)
GOOD = Measured(
    hertz=8000,
    channels=1,
    subtype="ULAW",
    seconds=3.56,
    level=-24.0,
    peak=-6.0,
    clipped=0,
    lead_ms=100.0,
    tail_ms=760.0,
    silences_ms=(160.0, 500.0),
)


def test_a_good_sound_has_no_fault() -> None:
    """Nothing is refused for nothing; a silence that the voice makes by itself is its own affair."""
    assert faults(GOOD, EXPECTED) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"hertz": 16000}, "not in the telephone format"),
        ({"channels": 2}, "not in the telephone format"),
        ({"subtype": "PCM_16"}, "not in the telephone format"),
        ({"level": -26.1}, "speech level is -26.1"),
        ({"level": -21.9}, "speech level is -21.9"),
        ({"clipped": 1}, "cut off at full scale"),
        ({"peak": -2.9}, "loudest peak is -2.9"),
        ({"lead_ms": 49.0}, "silence before the words is 49 ms"),
        ({"lead_ms": 151.0}, "silence before the words is 151 ms"),
        ({"tail_ms": 730.0}, "silence after the words is 730 ms"),
        ({"tail_ms": 790.0}, "silence after the words is 790 ms"),
        ({"seconds": 2.3}, "26 characters took 0.9 seconds"),
        ({"seconds": 9.0}, "26 characters took 7.6 seconds"),
        ({"silences_ms": ()}, "A pause of 500 ms is not where the script has one"),
        ({"silences_ms": (430.0,)}, "A pause of 500 ms is not where the script has one"),
        ({"silences_ms": (570.0,)}, "A pause of 500 ms is not where the script has one"),
    ],
)
def test_a_sound_outside_one_gate_is_stopped_for_that_reason(change: dict[str, object], reason: str) -> None:
    """One fault each, and no other is blamed."""
    (fault,) = faults(replace(GOOD, **change), EXPECTED)  # type: ignore[arg-type] # the table names real fields
    assert reason in fault


def test_pauses_are_looked_for_in_their_order() -> None:
    """Two pauses that changed places are in the wrong places."""
    two = replace(EXPECTED, pauses_ms=(500, 900))
    assert faults(replace(GOOD, silences_ms=(500.0, 900.0), seconds=4.5), two) == []
    (fault,) = faults(replace(GOOD, silences_ms=(900.0, 500.0), seconds=4.5), two)
    assert "A pause of 900 ms" in fault


def test_a_person_pauses_where_a_person_breathes() -> None:
    """Only a machine is held to the script's pauses."""
    assert faults(replace(GOOD, silences_ms=()), EXPECTED.by_a_person()) == []


@pytest.mark.parametrize(
    ("pace", "slowest", "fastest"), [(Pace.NORMAL, 120.0, 150.0), (Pace.SLOW, 95.0, 115.0)], ids=["normal", "slow"]
)
def test_a_part_off_its_pace_is_told(pace: Pace, slowest: float, fastest: float) -> None:
    """At both ends, and not inside."""
    assert pace_fault(slowest, pace) is None
    assert pace_fault(fastest, pace) is None
    assert f"{slowest - 1:.0f} words a minute" in (pace_fault(slowest - 1, pace) or "")
    assert f"{fastest + 1:.0f} words a minute" in (pace_fault(fastest + 1, pace) or "")


def test_a_person_may_read_at_a_persons_pace() -> None:
    """100 to 170 words a minute come in; the slow copy is held to the slow pace."""
    assert pace_fault(101, Pace.NORMAL, by_a_person=True) is None
    assert pace_fault(169, Pace.NORMAL, by_a_person=True) is None
    assert pace_fault(171, Pace.NORMAL, by_a_person=True)
    assert pace_fault(120, Pace.SLOW, by_a_person=True)


def test_levels_that_lie_apart_are_told() -> None:
    """Nobody should have to turn the telephone up and down."""
    assert spread_fault([]) is None
    assert spread_fault([-25.0, -24.0, -23.0]) is None
    assert spread_fault([-25.0, -22.9]) == "The sounds differ by 2.1 dB; 2 dB is the most."
