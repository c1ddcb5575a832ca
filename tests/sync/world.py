"""Two stations and their county, small: real ledgers, the real round, the real exchange; only the wire is ours."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app.clock import SetClock
from app.county.blocks import SerialsClaimed
from app.county.courier import answer_report
from app.county.revoking import NoSuchKey, RevokedAlready
from app.county.store.devices import DeviceRevoked, DeviceUnknown, known_device
from app.credential.packages import PackageForAnother
from app.ledger.backing_up import back_up
from app.ledger.erasing import erase_person
from app.ledger.number_blocks import blocks_left
from app.ledger.restoring import go_on_anew, restore_backup
from app.ledger.station_key import StationKeyMissing, signing_key
from app.models.certificates import Certificate
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.models.people import Trainee, TraineeCategory
from app.models.training import Enrolment
from app.sync.courier import NoDeskKey, ReplyForAnother, take_reply, write_report
from app.sync.line import LineTrouble
from app.sync.pace import Pace
from app.sync.protocol import pack_answer, unpack_request
from app.sync.round import RoundReport, run_round
from tests.conftest import LOGIN, MORNING
from tests.county.makers import enrolled
from tests.makers import make_certificate, make_enrolment, make_trainee
from tests.sync.inside_a_pc import Crash, dark_before, own_block, somebody
from tests.sync.looking import county_ids, entry_ids, receipted_ids
from tests.sync.real_county import STATIONS, Founded, Hall, new_pc
from tests.sync.wire import Fault, Sent, Wire

SMALL = Pace(most_bytes=900, most_entries=5)
MOST_PCS = 6
NAMES = ("罗正祥", "李兰", "阿依古丽·买买提", "王䶮", "周𬱖")


@dataclass
class Pc:
    """One PC: where its ledger lies, on which computer, how far its clock is off, and what it may fall back to."""

    folder: Path
    station: int
    clock: SetClock
    machine: str
    """The mark that a computer has of its own: a ledger that noted none could not tell a copy from itself."""
    offset: timedelta = timedelta()
    image_of: str = ""
    """The replica of which this, unknown to anybody, is not the only or the newest copy."""
    ledger: Ledger | None = None
    copies: list[Path] = field(default_factory=list)

    def close(self) -> None:
        """Switch it off."""
        if self.ledger:
            self.ledger.close()
        self.ledger = None


class World:
    """Acts that happen to PCs and county; `acknowledged` and `numbers` are what nothing may ever undo."""

    def __init__(self, founded: Founded, room: Path) -> None:
        self.room = founded.copied(room)
        self.clock = SetClock(MORNING + timedelta(hours=3))
        self.hall = Hall(room / "county", founded.root, self.clock)
        self.pcs = [Pc(room / name, station, SetClock(self.clock.time), name) for name, station in founded.pcs]
        self.burnt = 0
        self.strays: list[Sent] = []
        self.letters: list[tuple[int, bytes]] = []
        self.replies: list[tuple[int, bytes]] = []
        self.backups: list[Path] = []
        self.acknowledged: set[str] = set()
        self.forgotten: set[str] = set()
        self.numbers: dict[str, str] = {}

    def close(self) -> None:
        """Switch everything off."""
        for pc in self.pcs:
            pc.close()
        self.hall.close()

    def pc(self, at: int) -> Pc:
        """One of the PCs."""
        return self.pcs[at % len(self.pcs)]

    @contextmanager
    def opened(self, pc: Pc) -> Iterator[Ledger]:
        """Its ledger; one that was put back or copied goes on anew first, as its clerk is told to."""
        pc.clock.time = self.clock.time + pc.offset
        if pc.ledger is None:
            pc.ledger = open_ledger(pc.folder, LOGIN, pc.clock, machine=pc.machine)
            if pc.ledger.standing.hindrance:
                go_on_anew(pc.ledger, "restore")
        yield pc.ledger

    def answer(self, sent: Sent, commits: int | None = None) -> bytes:
        """What the county answers to this request. Raises CutOff if it goes dark after so many commits."""
        key_id, replica, packed = sent
        with self.hall.office.register.reading() as session:
            device = known_device(session, key_id)
        with nullcontext() if commits is None else self.hall.dark_after(commits):
            answer = self.hall.exchange.answer(device, replica, unpack_request(packed))
        return pack_answer(answer)

    # What clerks do.

    def write(self, at: int, number: int) -> None:
        """Somebody is entered."""
        with self.opened(self.pc(at)) as ledger, ledger.change("trainee.add") as change:
            row = change.add(make_trainee(name=NAMES[number % len(NAMES)], id_number="", phone=f"139{number:08d}"))
            change.session.flush()
            change.add(TraineeCategory(trainee_id=row.id, code=f"{number % 4}"))

    def rename(self, at: int, person: int, number: int) -> None:
        """Somebody gets another name."""
        with self.opened(self.pc(at)) as ledger, ledger.change("trainee.edit") as change:
            somebody(change, person).name = f"罗{number}"

    def note(self, at: int, person: int, number: int) -> None:
        """Something is noted about somebody."""
        with self.opened(self.pc(at)) as ledger, ledger.change("trainee.edit") as change:
            somebody(change, person).note = f"记{number}"

    def delete(self, at: int, person: int, wholly: bool) -> None:
        """What somebody counts as is taken away, or all of somebody who is in no class."""
        with self.opened(self.pc(at)) as ledger, ledger.change("trainee.edit") as change:
            row = somebody(change, person)
            for each in change.rows(select(TraineeCategory).where(TraineeCategory.trainee_id == row.id)):
                change.delete(each)
            change.session.flush()
            if wholly and not change.rows(select(Enrolment).where(Enrolment.trainee_id == row.id)):
                change.delete(row)

    def erase(self, at: int, person: int) -> None:
        """Somebody wants to be forgotten."""
        with self.opened(self.pc(at)) as ledger:
            with ledger.reading() as session:
                found = session.scalars(select(Trainee.id).where(Trainee.erased_on.is_(None)).order_by(Trainee.id))
                people = found.all()
            if people:
                erase_person(ledger, people[person % len(people)], "本人要求")

    def issue(self, at: int) -> None:
        """A certificate out of the block of this PC; where none is left, the PC is enrolled once more for another."""
        pc = self.pc(at)
        with self.opened(pc) as ledger:
            if pc.image_of == ledger.standing.replica:
                return  # Nobody can tell that it is an image: its first round will.
            if not blocks_left(ledger).left:
                self.enrol_again(pc)
            with ledger.change("certificate.issue") as change:
                row = self._certificate(change)
        assert row.number not in self.numbers, f"the number {row.number} was given twice"
        self.numbers[row.number] = row.id

    def _certificate(self, change: Change) -> Certificate:
        enrolments = change.rows(select(Enrolment).order_by(Enrolment.id))
        enrolment = enrolments[0] if enrolments else make_enrolment(change, change.add(make_trainee()).id)
        block, serial = own_block(change)
        row = make_certificate(change, enrolment, block, serial)
        row.number = f"{block.county6}{block.station3}26{serial:05d}0"
        return row

    # What the line does.

    def round(self, at: int, small: bool) -> None:
        """A round with nothing in its way."""
        self.reported(self.pc(at), SMALL if small else None)

    def broken_round(self, at: int, faults: Sequence[Fault]) -> None:
        """A round over a line that breaks, repeats and delays, or to a county that goes dark in its middle."""
        self.reported(self.pc(at), SMALL, faults)

    def crashed_round(self, at: int, answers: int) -> None:
        """A PC that goes dark in the middle of a round: upon one of its answers."""
        with suppress(Crash):
            self.reported(self.pc(at), SMALL, [*[Fault.NONE] * answers, Fault.PC_DARK])
        self.pc(at).close()

    def uncommitted_round(self, at: int, commits: int) -> None:
        """A PC that goes dark in the middle of a round: before one of its own commits."""
        pc = self.pc(at)
        with self.opened(pc) as ledger, suppress(Crash):
            ledger.taking = dark_before(ledger.taking, commits)  # type: ignore[method-assign]
            self.reported(pc, SMALL)
        pc.close()

    def stray(self, which: int) -> None:
        """A request that was long on its way arrives, perhaps not for the first time; nobody hears the answer."""
        with suppress(DeviceUnknown, DeviceRevoked):
            self.answer(self.strays[which % len(self.strays)])

    def reported(self, pc: Pc, pace: Pace | None = None, faults: Iterable[Fault] = ()) -> RoundReport | None:
        """A round of this PC, as far as it gets; a PC that the county no longer knows is enrolled again."""
        with self.opened(pc) as ledger:
            try:
                wire = Wire(ledger, self.answer, self.strays, iter(faults))
                return run_round(ledger, wire, "simulation", pace=pace)
            except LineTrouble:
                return None
            except (DeviceUnknown, StationKeyMissing):
                self.enrol_again(pc)
                return None
            finally:
                self.acknowledged |= receipted_ids(ledger)

    def enrol_again(self, pc: Pc) -> None:
        """The way by file once more: what a restored PC needs for numbers, and a PC that a restored county forgot."""
        with self.opened(pc) as ledger:
            terms = STATIONS[pc.station]
            try:
                enrolled(self.hall.office, ledger, terms)
            except SerialsClaimed as claimed:
                # Put back twice from one backup, the county knows too little: an officer looks, and names the number.
                enrolled(self.hall.office, ledger, replace(terms, first_serial=int(claimed.figures["free"])))

    def post(self, at: int) -> None:
        """A stick is written at this PC."""
        with self.opened(self.pc(at)) as ledger, suppress(NoDeskKey, StationKeyMissing):
            self.letters.append((at, write_report(ledger).data))

    def hand_in(self, which: int) -> None:
        """A stick reaches the county, perhaps not for the first time; the reply is kept."""
        at, letter = self.letters[which % len(self.letters)]
        hall = self.hall
        with suppress(DeviceUnknown, DeviceRevoked):
            made = answer_report(hall.office.register, hall.office.desk(), hall.exchange, letter)
            self.replies.append((at, made.data))

    def fetch(self, which: int, astray: bool) -> None:
        """A reply reaches some PC: its own, hours later, twice or out of order; or another one, which leaves it."""
        wanted, data = self.replies[which % len(self.replies)]
        with self.opened(self.pc(wanted + astray)) as ledger, suppress(ReplyForAnother, PackageForAnother):
            take_reply(ledger, data)
            self.acknowledged |= receipted_ids(ledger)

    # What befalls PCs and county.

    def set_clock(self, at: int, days: int) -> None:
        """A PC's clock jumps so many days away from the true time."""
        self.pc(at).offset = timedelta(days=days)

    def crash(self, at: int) -> None:
        """A PC is switched off and on."""
        self.pc(at).close()

    def back_up(self, at: int) -> None:
        """A backup of a PC is made."""
        with self.opened(self.pc(at)) as ledger:
            back_up(ledger, self._backups_of(self.pc(at)))

    def _backups_of(self, pc: Pc) -> Path:
        return self.room / f"backups-{pc.folder.name}"

    def restore(self, at: int, which: int) -> None:
        """An old backup is put in place through the program, if there is one of this PC."""
        pc = self.pc(at)
        found = sorted(self._backups_of(pc).glob("*.xxbackup"))
        if found:
            pc.close()
            pc.clock.time = self.clock.time + pc.offset
            restore_backup(pc.folder, found[which % len(found)], LOGIN, pc.clock)
            self._forgive()

    def copy(self, at: int) -> None:
        """Somebody copies the whole folder away."""
        pc = self.pc(at)
        pc.close()
        pc.copies.append(self.room / f"copy-{pc.folder.name}-{len(pc.copies)}")
        shutil.copytree(pc.folder, pc.copies[-1])

    def put_back(self, at: int, which: int, telltale: bool) -> None:
        """An old copy is put back behind the program's back: the ledger alone, or with the file that would tell."""
        pc = self.pc(at)
        pc.close()
        if pc.copies:
            old = pc.copies[which % len(pc.copies)]
            for name in ("ledger.db", "ledger.head")[: 1 + telltale]:
                shutil.copy(old / name, pc.folder / name)
            if telltale:
                self._mark_image(pc)
            self._forgive()

    def _mark_image(self, *pcs: Pc) -> None:
        for pc in pcs:
            with self.opened(pc) as ledger:
                pc.image_of = ledger.standing.replica

    def clone(self, at: int, image: bool) -> None:
        """The folder lives on on a second computer as well: one that can be told apart, or an image that cannot."""
        pc = self.pc(at)
        if len(self.pcs) < MOST_PCS:
            pc.close()
            folder = self.room / f"twin-{len(self.pcs)}"
            shutil.copytree(pc.folder, folder)
            twin = Pc(folder, pc.station, SetClock(self.clock.time), pc.machine if image else folder.name, pc.offset)
            self.pcs.append(twin)
            self._mark_image(*((pc, twin) if image else ()))

    def burn(self, at: int, revoked: bool) -> None:
        """A PC is lost with all it had; a new one is enrolled in its place, and perhaps its key revoked."""
        pc = self.pc(at)
        with self.opened(pc) as ledger, suppress(StationKeyMissing):
            key = signing_key(ledger).key_id.hex()
            shared = [each for each in self.pcs if each is not pc and self._key(each) == key]
            if revoked and not shared:
                # A county that was restored may not know the key, or remember that it was revoked.
                with suppress(NoSuchKey, RevokedAlready):
                    self.hall.office.revoke_key(key, self.clock.now().date(), "电脑烧毁")
        pc.close()
        self.burnt += 1
        name = f"fresh-{self.burnt}"
        fresh = Pc(self.room / name, pc.station, SetClock(self.clock.time), name)
        new_pc(self.hall.office, fresh.folder, pc.station, fresh.clock).close()
        self.pcs[self.pcs.index(pc)] = fresh
        self._forgive()

    def _key(self, pc: Pc) -> str:
        with self.opened(pc) as ledger, suppress(StationKeyMissing):
            return signing_key(ledger).key_id.hex()
        return ""

    def county_back_up(self) -> None:
        """A backup of the county is made."""
        self.backups.append(self.hall.back_up(self.room / f"county-{len(self.backups)}.xxcounty"))

    def county_restore(self, which: int) -> None:
        """The county falls back to one of its backups: what it had receipted since is owed to it again."""
        before = self.county_ids()
        self.hall.restore(self.backups[which % len(self.backups)])
        self.forgotten |= before - self.county_ids()
        self._forgive()

    # What is known of it.

    def _forgive(self) -> None:
        """Two misfortunes may lose what was receipted: the county's copy by its restore, then all others."""
        if self.forgotten:
            self.acknowledged -= self.forgotten - self.alive()

    def county_ids(self) -> set[str]:
        """The ids of all entries that the county holds."""
        return county_ids(self.hall.office.register)

    def alive(self) -> set[str]:
        """The ids of all entries that anybody holds."""
        found = self.county_ids()
        for pc in self.pcs:
            with self.opened(pc) as ledger:
                found |= entry_ids(ledger)
        return found
