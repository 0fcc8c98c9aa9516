"""Staff calls through the application: real requests, a real database, real recordings, and nothing that breaks."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from ivr.content.prompts import prompts
from ivr.desk.desk import current
from ivr.desk.notices import listed
from ivr.desk.people import change_roles, end
from ivr.desk.phone.fetching import Fetcher
from ivr.desk.publishing import publish
from ivr.desk.takes import take_standings
from ivr.flow.staff import path
from ivr.flow.staff.places import KINDS
from ivr.flow.staff.session import StaffSession
from ivr.store.audit import BY_TELEPHONE, Audit
from tests.conftest import PUBLIC
from tests.desk.desks import approve
from tests.web.staff_line import PIN, XML, StaffLine, check_staff, reading


def test_the_five_minute_task(line: StaffLine, logs: Callable[[], str]) -> None:
    """Sign in, the next prompt, too quiet, again, good, keep: somebody else approves it, and callers hear it."""
    assert "This is the staff line of the Rescue Treatment Line." in line.call()
    assert "two zero two, five five five, zero one two three" in line.said
    line.press(str(line.numbers["rec"]))
    assert "Hello, Rec of rec." in line.press(PIN)
    assert "Prompt one, Greeting: who we are." in line.press("2")
    assert f"{PUBLIC}/audio/" in line.said  # the line's own voice reads the words

    line.press("1")
    assert "One moment." in line.speak(reading(0.1))
    assert "still listening" in line.wait()
    line.fetched()
    assert "It is too quiet. Hold the phone nearer" in line.wait()
    assert "After the beep" in line.said

    line.speak(reading())
    line.fetched()
    assert "Callers will hear it like this." in line.wait()
    heard = line.heard()
    assert heard[:4] == b"RIFF"
    assert line.press("7").count("/audio/take/") == 1
    assert "Somebody else has to approve it" in line.press("1")
    assert "Prompt two, Greeting: emergency." in line.press("1")

    (standing,) = take_standings(line.desk)
    assert (standing.take.prompt, standing.take.author) == ("greeting.name", "rec")
    assert {each.login for each in Audit(line.desk.database).listed(2)} == {BY_TELEPHONE}
    assert [each.what for each in Audit(line.desk.database).listed(2)] == ["heard back", "record"]
    approve(line.desk, "ann", takes=[standing.take.id])
    publish(line.desk, "ann")
    assert any(path.endswith("greeting.name.wav") for path in current(line.desk).recordings)

    told = " ".join([*line.paths, logs()])
    assert not re.search(rf"(?<![0-9a-f]){PIN}(?![0-9a-f])", told)
    assert "5550147" not in told


def test_a_hang_up_in_the_middle_loses_nothing(line: StaffLine) -> None:
    """The action never came; the provider's report alone brings the recording to the desk, under who made it."""
    line.sign_in()
    line.press("1")
    line.press("1")
    line.press("1")
    line.speak(reading(), hangs_up=True)
    line.fetched()

    (standing,) = take_standings(line.desk)
    assert (standing.take.prompt, standing.take.speaker) == ("greeting.name", "Rec of rec")
    assert "has not said to keep it" in standing.says


def test_a_recording_that_was_heard_and_left_waits_and_nobody_says_more(line: StaffLine) -> None:
    """Played whole, then 9 and 9: the caller hears that it is not lost, and an approver that nobody said to keep it."""
    line.sign_in()
    for key in "111":
        line.press(key)
    line.speak(reading())
    line.fetched()
    assert "Callers will hear it like this." in line.wait()
    line.press("9")
    assert "Your recording waits at the desk." in line.press("9")

    (standing,) = take_standings(line.desk)
    assert "its speaker has not said to keep it." in standing.says


def test_what_was_recorded_before_a_hang_up_is_heard_back_in_the_next_call(line: StaffLine) -> None:
    """The prompt says that it waits and since when; then it is kept, and nothing says so any more."""
    line.sign_in()
    line.press("1")
    line.press("1")
    line.press("1")
    line.speak(reading(), hangs_up=True)
    line.fetched()

    line.sign_in()
    line.press("1")
    said = line.press("1")
    assert "Your recording, made on " in said
    assert "waits for you to keep it or cancel it." in said
    assert "Callers will hear it like this." in line.press("5")
    line.press("1")
    (standing,) = take_standings(line.desk)
    assert "heard it back on the telephone and kept it" in standing.note + standing.says
    line.sign_in()
    line.press("1")
    assert "waits for you to keep it or cancel it" not in line.press("1")


def test_told_twice_and_from_both_sides_it_is_one_recording(line: StaffLine) -> None:
    """The report before the action, after it, and again after it was kept."""
    line.sign_in()
    line.press("2")
    line.press("1")
    record = next(line.root.iter("Record")) if line.root is not None else None
    assert record is not None
    tape = line.tapes.keep(reading())
    line.tell(record, tape)
    form = {"RecordingSid": tape, "RecordingDuration": "4"}
    action = record.get("action", "")
    line.go(action, form)
    line.go(action, form)
    line.fetched()
    line.tell(record, tape)
    line.fetched()

    assert "Callers will hear it like this." in line.go(action, form)
    assert len(take_standings(line.desk)) == 1


def test_cancelled_it_is_not_kept(line: StaffLine) -> None:
    """And said so."""
    line.sign_in()
    line.press("2")
    line.press("1")
    line.speak(reading())
    line.fetched()
    line.wait()

    assert "That recording is not kept." in line.press("3")
    assert take_standings(line.desk) == ()


def test_five_wrong_pins_lock_the_phone_and_nothing_tells_what_was_wrong(line: StaffLine) -> None:
    """The same document for a wrong PIN as for a number that nobody has; then locked, even with the right PIN."""
    line.call()
    line.press(str(line.numbers["rec"]))
    wrong = line.press("5551")
    line.call()
    line.press("999")
    assert line.press("5551") == wrong

    line.call()
    for _ in range(4):
        line.press(str(line.numbers["rec"]))
        said = line.press("5551")
    assert "locked on the phone" in said
    assert "locked on the phone" in line.sign_in()
    assert [each.what for each in Audit(line.desk.database).listed(1)] == ["locked"]
    assert "Hello, Ann of ann." in line.sign_in("ann")


def test_a_notice_is_switched_on_until_tonight_and_off_again(line: StaffLine) -> None:
    """By an approver, who may not record; what it says is what callers hear."""
    line.sign_in("ann")
    assert "Recording is for recorders, editors and admins. For that role, ask Ada of ada." in line.press("1")
    assert "Notice one of five." in line.press("3")
    assert "Callers will hear this." in line.press("1")
    assert (
        "It ends at midnight, at the end of Wednesday, June seventeenth. To switch it on, press one again." in line.said
    )
    assert not [on for each in listed(line.desk) for on in each.on]
    assert "It is on. It ends at midnight, at the end of Wednesday, June seventeenth." in line.press("1")
    assert [on.notice for each in listed(line.desk) for on in each.on] == ["office-closed"]

    assert "It is off." in line.press("4")
    assert not [on for each in listed(line.desk) for on in each.on]


def test_a_third_notice_is_refused_in_the_words_of_the_rule(line: StaffLine) -> None:
    """Two are the most; nothing changes, and the call goes on."""
    line.sign_in("ann")
    line.press("3")
    for _ in range(2):
        line.press("2")
        assert "Done." in line.press("2")
        line.press("#")
    line.press("3")
    assert "That cannot be done." in line.press("3")
    assert "are the most" in line.said
    assert len([on for each in listed(line.desk) for on in each.on]) == 2


def test_who_has_left_or_lost_the_role_can_do_nothing_more(line: StaffLine) -> None:
    """From the very next key on."""
    line.sign_in("ed")
    line.press("2")
    change_roles(line.desk, "ada", "ed", [])
    assert "Recording is for recorders" in line.press("1")

    end(line.desk, "ada", "ed")
    assert "You are not on the staff list any more." in line.press("3")


def test_with_the_database_away_it_says_so_kindly(line: StaffLine, tmp_path: Path) -> None:
    """Before signing in and after; nothing technical is heard, and the call ends."""
    line.sign_in()
    action = next(line.root.iter("Gather")).get("action", "") if line.root is not None else ""
    line.desk.database.close()
    line.parts.desk.database.close()
    (tmp_path / "line.db").rename(tmp_path / "away.db")
    (tmp_path / "line.db").mkdir()

    assert "I cannot reach the desk just now." in line.go(action, {"Digits": "2"})
    assert "I cannot reach the desk just now." in line.call()
    report = "/voice/desk/recording/101/1"
    assert line.post(report, {"RecordingSid": "RE" + "0" * 32}).status_code == 503


def test_a_damaged_address_is_still_the_staff_line(line: StaffLine) -> None:
    """Not the callers' line, and no error."""
    for damaged in (
        *("", "/", "//", "//x", "/101/main", "/x/y/z/key", "/%2e", "/1/2/3/4/5/6/7/8/9/10/11/key"),
        "/0/main/-/-/0/-/1781712000/0/0/-/key",
    ):
        assert "Type your staff number" in line.go(f"/voice/desk{damaged}", {"Digits": "1"}), damaged


def test_nothing_unsigned_is_answered(line: StaffLine) -> None:
    """As for every webhook: without a signature, with a wrong one, or with GET."""
    with line.app.test_client() as client:
        for address in ("/voice/desk", "/voice/desk/x", "/voice/desk/recording/101/1"):
            assert client.post(address, base_url=PUBLIC).status_code == 403
            signed = {line.parts.signature.header: "bm90IGl0"}
            assert client.post(address, base_url=PUBLIC, headers=signed).status_code == 403
            assert client.get(address, base_url=PUBLIC).status_code == 405


def test_reports_that_are_none_of_ours_change_nothing(line: StaffLine) -> None:
    """Nobody's number, no prompt's number, no id, a recording that never came to be."""
    good = "RE" + "0a" * 16
    for address, form in (
        ("999/1", {"RecordingSid": good}),
        (f"{line.numbers['rec']}/99999", {"RecordingSid": good}),
        (f"{'9' * 5000}/1", {"RecordingSid": good}),
        (f"{line.numbers['rec']}/{10**30}/-", {"RecordingSid": good}),
        ("-1/1", {"RecordingSid": good}),
        ("x/y/z", {"RecordingSid": good}),
        ("", {"RecordingSid": good}),
        (f"{line.numbers['rec']}/1", {"RecordingSid": "../../etc"}),
        (f"{line.numbers['rec']}/1", {"RecordingSid": good, "RecordingStatus": "absent"}),
        (f"{line.numbers['rec']}/1", {}),
    ):
        assert line.post(f"/voice/desk/recording/{address}", form).status_code == 204
    assert not Fetcher(line.desk, line.tapes).one()


def test_random_requests_get_nothing_but_valid_documents(line: StaffLine) -> None:
    """Every place with every verb, real and damaged (seeded, so that a failure comes again)."""
    chance = random.Random(20261121)  # noqa: S311 - a fuzz, not a secret
    numbers = (0, line.numbers["rec"], line.numbers["ann"], 999)
    places = [*KINDS, "pin.101", "good.1", "notice.storm", "nowhere"]
    for _ in range(120):
        session = StaffSession(
            chance.choice(places),
            chance.choice(["", "help", "live", "silence.3", "loop"]),
            chance.choice(["", "main", "notice.storm", "end"]),
            chance.choice(numbers),
            chance.choice([0, 1, 5, 999]),
            chance.choice(["", "RE" + "0" * 32]),
            int(line.parts.clock().timestamp()) - chance.choice([0, 3500, 9000]),
            chance.choice([0, 60, 119]),
            chance.choice([0, 4]),
        )
        verb = chance.choice(["key", "digits", "silence", "recorded", "what"])
        form = {"Digits": chance.choice(["1", "9", "#", "", "101", "☎", "x" * 99]), "RecordingSid": "RE" + "0" * 32}
        response = line.post(f"/voice/desk/{path.write(session)}/{verb}", form)
        assert (response.status_code, response.content_type) == (200, XML)
        check_staff(response.get_data(as_text=True))


def test_what_callers_hear_now_is_played(line: StaffLine) -> None:
    """The live sound, and that a machine speaks it."""
    line.sign_in()
    line.press("1")
    line.press("3")
    assert "A machine speaks it." in line.press("2")
    edition = line.parts.shelf.playing()
    sheet = prompts(edition.content)[2]
    sound = next(each for key, each in edition.sounds.items() if key[0] == sheet.id)
    assert f"{PUBLIC}/audio/{sound.file}" in line.said
    line.heard()
