"""A small world around real ledgers: two PCs of a station, a county that keeps chains, backups, copies and clones.

Each safeguard can be switched off alone (`without`); the laws must then break.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.clock import SetClock
from app.ledger.backing_up import back_up
from app.ledger.checking import check_ledger
from app.ledger.restoring import go_on_anew, restore_backup
from app.models.certificates import Certificate, NumberBlock
from app.models.change import Change
from app.models.journal import JOURNAL, Head
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.models.people import Trainee
from app.models.replay import fault_of
from app.models.training import Enrolment
from tests.conftest import LOGIN, MORNING
from tests.makers import make_block, make_certificate, make_enrolment, make_trainee


class County:
    """What the county keeps: each replica's chain, checked link by link, and the serials it has granted."""

    def __init__(self, without: str) -> None:
        self.chains: dict[str, list[Any]] = {}
        self.next_serial = 1
        self.without = without

    def grant(self, count: int = 5) -> tuple[int, int]:
        """A range of serials nobody else gets."""
        first, self.next_serial = self.next_serial, self.next_serial + count
        return first, first + count - 1

    def deliver(self, entries: list[Any]) -> str:
        """Take entries of one replica in; `fork` if they are not the continuation, or the repetition, of its chain."""
        for entry in entries:
            chain = self.chains.setdefault(entry.replica, [])
            if entry.seq <= len(chain):
                if chain[entry.seq - 1].hash != entry.hash and self.without != "fork check":
                    return "fork"
                continue
            head = Head(entry.replica, len(chain), chain[-1].hash) if chain else Head(entry.replica)
            if fault_of(entry, head) and self.without != "fork check":
                return "fork"
            chain.append(entry)
        return "ok"


@dataclass
class PC:
    """One PC: its ledger folder, what the model says stands in it, and what it may fall back to."""

    folder: Path
    machine: str
    people: dict[str, str] = field(default_factory=dict)
    backups: list[tuple[Path, dict[str, str]]] = field(default_factory=list)
    copies: list[tuple[Path, dict[str, str]]] = field(default_factory=list)
    ledger: Ledger | None = None

    def close(self) -> None:
        """Switch this PC off."""
        if self.ledger:
            self.ledger.close()
        self.ledger = None


class World:
    """Acts that happen to the PCs, and the laws that hold after each of them."""

    def __init__(self, empty: Path, room: Path, without: str = "") -> None:
        self.room = room
        self.clock = SetClock(MORNING)
        self.county = County(without)
        self.without = without
        self.numbers: dict[str, str] = {}
        self.acknowledged: dict[tuple[str, int], bytes] = {}
        self.pcs: list[PC] = []
        for name in ("a", "b"):
            self.pcs.append(PC(room / name, name))
            shutil.copytree(empty, room / name)
            with self.opened(self.pcs[-1]) as ledger:
                go_on_anew(ledger, "clone")
                self._found(ledger)

    @contextmanager
    def opened(self, pc: PC) -> Iterator[Ledger]:
        """The PC's ledger, kept open between acts; one restored behind its back goes on anew first."""
        if pc.ledger is None:
            if self.without == "side file":
                (pc.folder / "ledger.head").write_bytes(b"")
            machine = "" if self.without == "machine" else pc.machine
            pc.ledger = open_ledger(pc.folder, LOGIN, self.clock, machine=machine)
            if pc.ledger.standing.hindrance:
                self._renew(pc.ledger)
        yield pc.ledger

    def _switched_off(self, pc: PC) -> PC:
        pc.close()
        return pc

    def close(self) -> None:
        """Switch every PC off."""
        for pc in self.pcs:
            pc.close()

    def _renew(self, ledger: Ledger) -> None:
        if self.without == "new replica":
            ledger.hinder(None)
        else:
            go_on_anew(ledger, "restore")
        self.clock.advance(minutes=1)

    def _found(self, ledger: Ledger) -> None:
        with ledger.change("class.open") as change:
            make_enrolment(change, change.add(make_trainee(name="第一人", id_number="")).id)

    def write(self, at: int, name: str, *, fails: bool = False) -> None:
        """A person is added; or the change fails half way and must leave nothing."""
        pc = self.pcs[at % len(self.pcs)]
        with self.opened(pc) as ledger:
            try:
                with ledger.change("trainee.add") as change:
                    row = change.add(make_trainee(name=name))
                    self._maybe_fail(change, fails)
                pc.people[row.id] = name
            except ZeroDivisionError:
                pass
            self._acknowledge(ledger)

    def _maybe_fail(self, change: Change, fails: bool) -> None:
        if fails:
            change.session.flush()
            raise ZeroDivisionError

    def rename(self, at: int, which: int, name: str) -> None:
        """Somebody gets another name, or with an empty one leaves."""
        pc = self.pcs[at % len(self.pcs)]
        if not pc.people:
            return
        chosen = sorted(pc.people)[which % len(pc.people)]
        with self.opened(pc) as ledger:
            with ledger.change("trainee.edit") as change:
                row = change.get(Trainee, chosen)
                assert row is not None
                row.name = name
                if not name:
                    change.delete(row)
            self._acknowledge(ledger)
        pc.people = {key: value for key, value in (pc.people | {chosen: name}).items() if value}

    def issue(self, at: int) -> None:
        """A certificate is issued from the block of this replica; the county grants one where there is none left."""
        with self.opened(self.pcs[at % len(self.pcs)]) as ledger:
            with ledger.change("certificate.issue") as change:
                block, serial = self._next(change)
                made = make_certificate(change, change.rows(select(Enrolment))[0], block, serial)
                number, row = made.number, made.id
            self._acknowledge(ledger)
        assert number not in self.numbers, f"the number {number} was given twice"
        self.numbers[number] = row

    def _next(self, change: Change) -> tuple[NumberBlock, int]:
        mine = select(NumberBlock).order_by(NumberBlock.first_serial)
        if self.without != "block of the replica":
            mine = mine.where(NumberBlock.replica == change.author.replica)
        for block in change.rows(mine):
            last = change.session.scalar(select(func.max(Certificate.serial)).where(Certificate.block_id == block.id))
            if (last or block.first_serial - 1) < block.last_serial:
                return block, (last or block.first_serial - 1) + 1
        block = make_block(change, *self.county.grant())
        change.session.flush()
        return block, block.first_serial

    def _acknowledge(self, ledger: Ledger) -> None:
        with ledger.engine.connect() as connection:
            found = connection.execute(select(JOURNAL.c.replica, JOURNAL.c.seq, JOURNAL.c.hash)).all()
        for replica, seq, digest in found:
            known = self.acknowledged.setdefault((replica, seq), digest)
            assert known == digest, f"entry {seq} of {replica} has two histories"

    def back_up(self, at: int) -> None:
        """A backup is made."""
        pc = self.pcs[at % len(self.pcs)]
        self.clock.advance(minutes=1)
        with self.opened(pc) as ledger:
            made = back_up(ledger, self.room / f"backups-{pc.folder.name}").path
        pc.backups.append((made, dict(pc.people)))

    def restore(self, at: int, which: int) -> None:
        """A backup is put in place through the program."""
        pc = self._switched_off(self.pcs[at % len(self.pcs)])
        standing = [kept for kept in pc.backups if kept[0].exists()]
        if standing:
            made, people = standing[which % len(standing)]
            self.clock.advance(minutes=1)
            if self.without == "new replica":
                return self.put_back_copy(at, which)
            restore_backup(pc.folder, made, LOGIN, self.clock)
            pc.people = dict(people)
        return None

    def copy(self, at: int) -> None:
        """Somebody copies the ledger file away."""
        pc = self._switched_off(self.pcs[at % len(self.pcs)])
        target = self.room / f"copy-{pc.folder.name}-{len(pc.copies)}"
        shutil.copy(pc.folder / "ledger.db", target)
        pc.copies.append((target, dict(pc.people)))

    def put_back_copy(self, at: int, which: int) -> None:
        """Somebody puts an old copy of the ledger file in its place, behind the program's back."""
        pc = self._switched_off(self.pcs[at % len(self.pcs)])
        if pc.copies:
            target, people = pc.copies[which % len(pc.copies)]
            shutil.copy(target, pc.folder / "ledger.db")
            pc.people = dict(people)

    def deliver(self, at: int, count: int) -> list[str]:
        """The county gets some entries of every chain on this PC; answers what it said to each."""
        answers = []
        pc = self.pcs[at % len(self.pcs)]
        with self.opened(pc) as ledger:
            with ledger.engine.connect() as connection:
                found = connection.execute(select(JOURNAL).order_by(JOURNAL.c.replica, JOURNAL.c.seq)).all()
            for replica in sorted({entry.replica for entry in found}):
                chain = [entry for entry in found if entry.replica == replica]
                start = max(0, len(self.county.chains.get(replica, [])) - 1)
                answers.append(self.county.deliver(chain[start : start + count]))
        return answers

    def check(self) -> None:
        """Every law: each ledger sound and as the model says, the county's chains whole and told by somebody."""
        for pc in self.pcs:
            with self.opened(pc) as ledger:
                assert check_ledger(ledger).is_sound
                with ledger.reading() as session:
                    rows = session.execute(select(Trainee.id, Trainee.name).where(Trainee.id_number != "")).all()
                assert {row.id: row.name for row in rows} == pc.people
                self._acknowledge(ledger)
        for replica, chain in self.county.chains.items():
            head = Head(replica)
            for entry in chain:
                assert fault_of(entry, head) == "", f"the county's chain of {replica} is broken at {entry.seq}"
                head = replace(head, seq=entry.seq, hash=entry.hash)

    def clone(self, at: int) -> None:
        """The folder of one PC is copied to a third computer, and both go on."""
        if len(self.pcs) == 2:
            pc = self._switched_off(self.pcs[at % 2])
            twin = PC(self.room / "twin", "twin", dict(pc.people))
            shutil.copytree(pc.folder, twin.folder)
            self.pcs.append(twin)
