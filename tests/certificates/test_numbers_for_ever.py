"""Whatever two PCs of a station do, and however often one is restored: no number stands on two certificates."""

import shutil
import tempfile
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.clock import SetClock
from app.errors import Refusal
from app.ledger.backing_up import back_up
from app.ledger.certificate_events import void
from app.ledger.certificate_numbering import NoNumberBlock, NumbersUsedUp, block_standings
from app.ledger.certificate_register import list_certificates
from app.ledger.correcting import correct
from app.ledger.issuing import Order, issue
from app.ledger.restoring import restore_backup
from app.models.certificate_numbers import parse
from app.models.opening import create_ledger, open_ledger
from tests.conftest import LOGIN, MORNING
from tests.makers_certificates import QUICK, MakeBelieveCounty, make_class

PCS = (0, 1)
PC = st.sampled_from(PCS)


@pytest.fixture(scope="module", autouse=True)
def enrolled_nowhere(tmp_path_factory):
    """Two empty ledgers, made once and copied for every example."""
    room = tmp_path_factory.mktemp("pcs")
    for pc in PCS:
        create_ledger(room / str(pc), LOGIN, SetClock(MORNING), practice=True).close()
    TwoPcs.room = room


class TwoPcs(RuleBasedStateMachine):
    room = Path()

    @initialize()
    def enrol_both(self):
        self.folder = Path(tempfile.mkdtemp())
        self.clock = SetClock(MORNING)
        self.county = MakeBelieveCounty()
        self.given = Counter()  # every number ever put on paper, by how many certificates carry it
        self.backups = {pc: [] for pc in PCS}
        self.ledgers = {}
        for pc in PCS:
            shutil.copytree(self.room / str(pc), self.folder / str(pc))
            self.ledgers[pc] = open_ledger(self.folder / str(pc), LOGIN, self.clock)
            self.county.enrol(self.ledgers[pc], serials=4)

    def teardown(self):
        for ledger in getattr(self, "ledgers", {}).values():
            ledger.close()
        shutil.rmtree(getattr(self, "folder", ""), ignore_errors=True)

    @rule(pc=PC, people=st.integers(1, 3))
    def issue(self, pc, people):
        made = make_class(self.ledgers[pc], people, code=f"{self.clock.now():%M%S}")
        self.clock.advance(seconds=1)
        known = len(list_certificates(self.ledgers[pc]))
        try:
            issued = issue(self.ledgers[pc], QUICK, Order(class_id=made.id))
        except (NumbersUsedUp, NoNumberBlock):
            assert len(list_certificates(self.ledgers[pc])) == known
            return
        assert len(issued.certificates) == people
        self.given.update(row.number for row in issued.certificates)

    @rule(pc=PC, which=st.integers(0, 9), corrects=st.booleans())
    def end(self, pc, which, corrects):
        good = [row for row in list_certificates(self.ledgers[pc]) if row.is_good]
        if not good:
            return
        number = good[which % len(good)].number
        if not corrects:
            void(self.ledgers[pc], number, "作废")
            return
        try:
            new = correct(self.ledgers[pc], QUICK, number, "更正", given={"course": f"课程{self.clock.now():%M%S}"})
        except (NumbersUsedUp, NoNumberBlock):
            return
        finally:
            self.clock.advance(seconds=1)
        self.given[new.new.number] += 1

    @rule(pc=PC)
    def back_up(self, pc):
        self.clock.advance(seconds=1)
        self.backups[pc].append(back_up(self.ledgers[pc], self.folder / f"backups-{pc}").path)

    @precondition(lambda self: any(self.backups.values()))
    @rule(pc=PC)
    def restore(self, pc):
        if not self.backups[pc]:
            return
        self.ledgers[pc].close()
        restore_backup(self.folder / str(pc), self.backups[pc][0], LOGIN, self.clock)
        self.ledgers[pc] = open_ledger(self.folder / str(pc), LOGIN, self.clock)

    @rule(pc=PC)
    def ask_for_more(self, pc):
        try:
            self.county.grant_block(self.ledgers[pc], serials=4)
        except Refusal:
            # After a restore the county knows the PC no more under its new identity.
            self.county.enrol(self.ledgers[pc], serials=4)

    @invariant()
    def no_number_stands_on_two_certificates(self):
        assert all(count == 1 for count in getattr(self, "given", Counter()).values())

    @invariant()
    def every_gap_is_explained(self):
        """In a block, what was issued here has no hole; what follows is free, or closed for ever."""
        for ledger in getattr(self, "ledgers", {}).values():
            serials = defaultdict(list)
            for row in list_certificates(ledger):
                serials[parse(row.number).serial] = row.number
            with ledger.reading() as session:
                blocks = block_standings(session, ledger.standing.replica)
            for block in blocks:
                held = sorted(serial for serial in serials if block.first_serial <= serial <= block.last_serial)
                assert held == list(range(block.first_serial, block.first_serial + block.issued))
                assert block.is_own == (block.replica == ledger.standing.replica)
                assert block.left == (block.size - block.issued if block.is_own else 0)

    @invariant()
    def nobody_has_two_good_certificates_of_one_enrolment(self):
        for ledger in getattr(self, "ledgers", {}).values():
            good = Counter(row.enrolment_id for row in list_certificates(ledger) if row.is_good)
            assert all(count == 1 for count in good.values())


TwoPcs.TestCase.settings = settings(max_examples=6, stateful_step_count=14, deadline=None)
TestTwoPcs = TwoPcs.TestCase


def test_without_a_new_identity_a_restored_ledger_would_give_a_number_twice(station, county, tmp_path, clock):
    """The control: the same block used again after the ledger was put back, as it would be without a new replica."""
    made = make_class(station, 1)
    before = tmp_path / "before"
    folder = station.places.folder
    station.close()
    shutil.copytree(folder, before)
    with open_ledger(folder, LOGIN, clock) as ledger:
        first = issue(ledger, QUICK, Order(class_id=made.id)).certificates[0].number

    with open_ledger(before, LOGIN, clock) as copy:
        second = issue(copy, QUICK, Order(class_id=made.id)).certificates[0].number

    assert first == second
    assert clock.now() - MORNING < timedelta(days=1)
