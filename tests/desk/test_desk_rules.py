"""Whatever the staff do, and in whatever order, two people answer for every word that callers hear."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ivr.content.items import slot, slots, words_hash, written
from ivr.content.readers.signed import read_signed
from ivr.content.signed import with_signatures
from ivr.desk.approving.signatures import signatures
from ivr.desk.approving.standing import approved
from ivr.desk.desk import Desk, current
from ivr.desk.editing import OpenDraftError, edit_all, open_drafts, withdraw
from ivr.desk.people import Role, change_roles, end, staff
from ivr.errors import DeskError
from ivr.store import drafts
from ivr.store.database import Database
from ivr.store.drafts import Draft
from tests.desk.desks import STAFF, approve, edit, empty_desk, logged, publish_words, staffed
from tests.editions.shelves import shipped
from tests.postgres import emptied

ITEMS = st.sampled_from([("where.main", "en"), ("where.main", "en"), ("texts.welcome", "en"), ("greeting.fever", "en")])
WORDS = st.sampled_from(["Menu.", "Numbers.", "You are welcome.", "Call your care team."])
PEOPLE = st.sampled_from(sorted(STAFF))
EDITORS = st.sampled_from(["ada", "both", "ed", "eve"])
APPROVERS = st.sampled_from(["ann", "bob", "both", "ed"])


class DeskAtWork(RuleBasedStateMachine):
    """A desk, and a book of our own of what was ever written and who agreed to what."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="desk-"))
        self.desk: Desk = staffed(empty_desk(self.database, self.folder))
        publish_words(self.desk)
        self.written: dict[int, Draft] = {}
        self.agreed: set[tuple[str, str, str, str]] = set()  # item, words, author, approver
        self.entries = 0

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)

    def candidates(self) -> list[int]:
        """Drafts to choose from: the open ones mostly, and any that ever was."""
        waiting = [draft.id for draft in open_drafts(self.desk)]
        return [*waiting, max(self.written)] if waiting else list(self.written)

    def may(self, person: str, *roles: Role) -> bool:
        """What the staff list says."""
        (found,) = [each for each in staff(self.desk) if each.id == person]
        return not found.ended and bool(found.roles & {role.value for role in roles})

    @rule(by=EDITORS, item=ITEMS, words=WORDS, beside=st.booleans())
    def somebody_writes(self, by: str, item: tuple[str, str], words: str, *, beside: bool) -> None:
        """It is kept, or refused for a reason that is so."""
        before = open_drafts(self.desk)
        others = [each for each in before if (each.item, each.language) == item and each.author != by]
        try:
            if beside:
                (draft,) = edit_all(self.desk, by, [(*item, words)], [each.id for each in others])
            else:
                draft = edit(self.desk, by, *item, words)
        except OpenDraftError as told:
            assert not beside
            assert (told.theirs in others, told.yours) == (True, words)  # noqa: PT017 - one of several good ends
            assert open_drafts(self.desk) == before
        except DeskError:
            live = slot(current(self.desk).content, *item)
            emergency = item[0] == "greeting.fever" and not self.may(by, Role.ADMIN)
            assert emergency or not self.may(by, Role.EDITOR, Role.ADMIN) or (live is not None and live.words == words)
            assert open_drafts(self.desk) == before
        else:
            assert self.may(by, *([Role.ADMIN] if item[0] == "greeting.fever" else [Role.EDITOR, Role.ADMIN]))
            assert beside or not others
            self.written[draft.id] = draft

    @precondition(lambda self: bool(self.written))
    @rule(by=APPROVERS, data=st.data())
    def somebody_approves(self, by: str, data: st.DataObject) -> None:
        """All of them, by somebody who wrote none of them, or none."""
        numbers = data.draw(st.sets(st.sampled_from(self.candidates()), min_size=1, max_size=3))
        before = approved(self.desk)
        try:
            approve(self.desk, by, numbers)
        except DeskError:
            assert approved(self.desk) == before
            return
        assert self.may(by, Role.APPROVER)
        given = [each for each in approved(self.desk) if each.draft.id in numbers]
        assert {each.draft.id for each in given} == numbers
        for each in given:
            assert each.author != by
            self.agreed.add((each.draft.item, each.draft.words, each.author, by))

    @precondition(lambda self: bool(self.written))
    @rule(by=PEOPLE, data=st.data())
    def somebody_takes_back(self, by: str, data: st.DataObject) -> None:
        """The draft stays in the books."""
        number = data.draw(st.sampled_from(self.candidates()))
        try:
            gone = withdraw(self.desk, by, number)
        except DeskError:
            return
        assert gone.author == by or self.may(by, Role.APPROVER, Role.ADMIN)
        assert number not in {each.id for each in open_drafts(self.desk)}

    @rule(roles=st.sampled_from([[], [Role.APPROVER], [Role.APPROVER, Role.EDITOR]]))
    def bob_may_something_else(self, roles: list[Role]) -> None:
        """What he agreed to while he might counts only while he may."""
        change_roles(self.desk, "ada", "bob", roles)

    @rule(person=st.sampled_from(["both", "eve"]))
    def somebody_leaves(self, person: str) -> None:
        """For good."""
        if not next(each.ended for each in staff(self.desk) if each.id == person):
            end(self.desk, "ada", person)

    @precondition(lambda self: bool(approved(self.desk)))
    @rule()
    def what_is_approved_is_published(self) -> None:
        """As publishing does it: the words written in, then their signatures, the drafts closed."""
        files = dict(current(self.desk).content)
        ready = approved(self.desk)
        for each in ready:
            assert self.may(each.approver, Role.APPROVER)
            files = written(files, each.draft.item, each.draft.language, each.draft.words)
        files = with_signatures(files, signatures(self.desk))
        for each in ready:
            found = slot(files, each.draft.item, each.draft.language)
            assert found is not None
            assert found.words == each.draft.words
        publish_words(self.desk, files, by="ann", drafts=[each.draft.id for each in ready])

    @invariant()
    def every_live_word_has_two_people(self) -> None:
        """What differs from the shipped words was approved, by another than its author, and is signed so."""
        files = current(self.desk).content
        signed, problems = read_signed(files)
        assert not problems
        old = slots(shipped())
        for key, found in slots(files).items():
            if old[key].words != found.words:
                mark = signed[key]
                assert mark.hash == words_hash(found.words)
                assert mark.author != mark.approver
                assert (key[0], found.words, mark.author, mark.approver) in self.agreed

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every draft that was ever written is there as it was written; the log only grows."""
        with self.desk.database.reading() as connection:
            there = drafts.find(connection, list(self.written) or [0])
        for number, draft in self.written.items():
            kept = there[number]
            assert (kept.item, kept.words, kept.base, kept.author) == (
                draft.item,
                draft.words,
                draft.base,
                draft.author,
            )
        entries = len(logged(self.desk))
        assert entries >= self.entries
        self.entries = entries

    @invariant()
    def one_author_has_one_draft_of_one_item(self) -> None:
        """And no two approved ones are of the same words."""
        waiting = [(each.item, each.language, each.author) for each in open_drafts(self.desk)]
        assert len(waiting) == len(set(waiting))
        ready = [(each.draft.item, each.draft.language) for each in approved(self.desk)]
        assert len(ready) == len(set(ready))


def test_no_order_of_events_breaks_a_rule(database: Database, tmp_path: Path) -> None:
    """Random days at the desk, each with empty tables."""
    url = database.engine.url.render_as_string(hide_password=False)
    template = tmp_path / "empty.db"
    if database.lite:
        database.close()
        shutil.copy(database.engine.url.database or "", template)

    class Fresh(DeskAtWork):
        def __init__(self) -> None:
            self.database = database
            if database.lite:
                database.close()
                shutil.copy(template, database.engine.url.database or "")
            else:
                emptied(url)
            super().__init__()

    run_state_machine_as_test(
        Fresh,
        settings=settings(
            max_examples=8 if database.lite else 3,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],  # each step asks a database: to make a failure smaller would take an hour
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
