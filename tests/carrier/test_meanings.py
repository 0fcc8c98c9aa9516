"""Every reason of a text that waits or did not arrive has words of its own; every code of the provider has a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.carrier.codes import OUTCOMES, STOPPED, why
from ivr.carrier.meanings import WORDS, meaning
from ivr.store.outbox import Outcome
from ivr.store.reasons import PAUSING, Why

UNLISTED = WORDS[Why.OTHER]


@pytest.mark.parametrize("reason", Why)
def test_every_reason_has_words_of_its_own(reason: Why) -> None:
    """The store, the worker and the carrier can give no other: each is one of these (mypy sees to it)."""
    said = meaning(reason)
    assert len(said.split()) > 2
    assert [each for each in Why if meaning(each) == said] == [reason]


@pytest.mark.parametrize(
    ("code", "word", "said"),
    [
        ("undelivered", Why.NO_REASON, "gives no reason"),
        ("failed", Why.NO_REASON, "gives no reason"),
        ("canceled", Why.CANCELED, "it was canceled"),
        ("503", Why.OUT_OF_ORDER, "had a failure"),
        ("500", Why.OUT_OF_ORDER, "had a failure"),
        ("429", Why.TOO_MANY, "too many"),
        ("14107", Why.TOO_MANY, "too many"),
        ("404", Why.OUR_ACCOUNT, "account"),
        ("401", Why.OUR_ACCOUNT, "account"),
        ("30006", Why.LANDLINE, "landline"),
        ("21614", Why.LANDLINE, "not a mobile phone"),
        ("21635", Why.LANDLINE, "landline"),
        (STOPPED, Why.STOPPED, "STOP"),
        ("30004", Why.BLOCKED, "blocks"),
        ("30007", Why.FILTERED, "filtered"),
        ("30034", Why.UNREGISTERED, "not registered"),
        ("30032", Why.UNREGISTERED, "not verified"),
        ("30008", Why.NO_REASON, "gives no reason"),
    ],
)
def test_codes_that_are_known_are_explained(code: str, word: Why, said: str) -> None:
    """In our word and in a sentence, with the provider's number before it."""
    assert why(code) is word
    assert meaning(word, code).startswith(f"{code}: ")
    assert said in meaning(word, code)
    assert UNLISTED not in meaning(word, code)


def test_a_code_that_nobody_has_met_is_to_be_looked_up() -> None:
    """By its number."""
    assert why("99999") is Why.OTHER
    assert meaning(Why.OTHER, "99999") == f"99999: {UNLISTED}"
    assert meaning("", "") == ""


@given(word=st.text(max_size=64), code=st.text(max_size=16))
def test_no_word_of_a_newer_version_breaks_the_list(word: str, code: str) -> None:
    """It is explained by its code, or to be looked up."""
    assert bool(meaning(word, code)) == bool(word)
    assert why(code) in WORDS


def test_failures_that_pause_are_told_from_those_of_one_number() -> None:
    """Filtered and not registered: design section 6."""
    assert {code for code in ("30007", "30032", "30034", "30003", "30006", "21610") if why(code) in PAUSING} == {
        "30007", "30032", "30034"
    }  # fmt: skip


def test_every_status_of_the_provider_says_how_far_a_text_is() -> None:
    """Those of its page on status callbacks."""
    assert {status for status, outcome in OUTCOMES.items() if outcome is Outcome.FAILED} == {
        "undelivered", "failed", "canceled"
    }  # fmt: skip
    assert OUTCOMES["delivered"] is OUTCOMES["read"] is Outcome.DELIVERED
