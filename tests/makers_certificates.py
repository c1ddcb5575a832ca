"""A station that a county enrolled, a class that has ended, and the certificates of it: all real, all invented."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.credential.key_list import KeyEntry, sign_key_list
from app.credential.keys import SigningKey, fingerprint, key_id_of
from app.credential.revocations import Revocation, sign_revocations
from app.credential.sealing import new_recovery_key, recovery_public
from app.documents import issued_pages
from app.documents.issued_pages import CertificatePrinter
from app.ledger.certificate_pages import CertificatePage, Printer
from app.ledger.county_enrolment import take_in, write_request
from app.ledger.county_packages import (
    CountyCard,
    Enrolment,
    EnrolmentRequest,
    Grant,
    SerialRange,
    StationCard,
    read_request,
    sign_enrolment,
    sign_grant,
)
from app.ledger.issuing import Issued, Order, issue
from app.ledger.printing import PrintRun
from app.models import training
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.rows import new_id
from app.models.training import Course, TrainingClass, TrainingProvider

HOST = "rc.example.gov.cn"
NAMES = ("罗正祥", "李兰", "阿依古丽·买买提", "王𬭎", "欧阳春花", "普文学", "鲁忠", "字金凤")
ENDS = date(2026, 11, 20)
PRINTER = CertificatePrinter()


class QuickPrinter:
    """Keeps the printer's contract without drawing: one page, always one hash. For laws that need many certificates."""

    def template_for(self, kind: str) -> tuple[str, int]:
        return kind, 1

    def troubles(self, pages: Sequence[CertificatePage]) -> list[str]:
        return []

    def page_sha256(self, page: CertificatePage) -> str:
        return hashlib.sha256(repr(page).encode()).hexdigest()


QUICK = QuickPrinter()


@dataclass
class MakeBelieveCounty:
    """A county that enrols PCs and publishes lists, without an office round it."""

    root: SigningKey = field(default_factory=SigningKey.generate)
    recovery: bytes = field(default_factory=lambda: recovery_public(new_recovery_key()))
    day: date = date(2026, 11, 1)
    until: date = date(2036, 12, 31)
    kinds: tuple[str, ...] = ("completion", "training_pass")
    station_id: str = field(default_factory=new_id)
    last: int = 0
    sequence: int = 0
    entries: dict[bytes, KeyEntry] = field(default_factory=dict)

    def enrol(self, ledger: Ledger, serials: int = 1000, first: int | None = None) -> None:
        """Enrol this PC with a block of its own."""
        request = read_request(write_request(ledger, "鲁史镇乡村人才振兴工作站").data)
        self.list_key(request.public)
        granted = self._grant(request, serials, first)
        package = Enrolment(granted, key_id_of(request.public), self.recovery)
        take_in(ledger, sign_enrolment(package, self.root), fingerprint(self.root.public))

    def grant_block(self, ledger: Ledger, serials: int) -> None:
        """A further block for this PC."""
        request = read_request(write_request(ledger).data)
        take_in(ledger, sign_grant(self._grant(request, serials, None), self.root))

    def list_key(self, public: bytes) -> None:
        """Put a key on the list."""
        entry = KeyEntry(
            key_id=key_id_of(public),
            public=public,
            station="530921101",
            station_name="鲁史镇乡村人才振兴工作站",
            not_before=self.day,
            not_after=self.until,
            kinds=self.kinds,
            number_prefixes=("530921101",),
        )
        self.entries[entry.key_id] = entry

    def key_list(self) -> bytes:
        """The list of all keys so far."""
        self.sequence += 1
        update = self.day + timedelta(days=30)
        return sign_key_list(self.entries.values(), self.day, update, self.root, sequence=self.sequence, hosts=(HOST,))

    def revocations(self, *revoked: Revocation, day: date | None = None) -> bytes:
        """A list of revoked certificates."""
        self.sequence += 1
        day = day or self.day
        update = day + timedelta(days=30)
        return sign_revocations(revoked, (), day, update, self.root, sequence=self.sequence)

    def _grant(self, request: EnrolmentRequest, serials: int, first: int | None) -> Grant:
        begin = first or self.last + 1
        self.last = begin + serials - 1
        return Grant(
            root_public=self.root.public,
            county=CountyCard(self.station_id, "530921", "凤庆县", HOST),
            station=StationCard(self.station_id, "530921101", "鲁史镇乡村人才振兴工作站"),
            replica=request.replica,
            block=SerialRange(begin, self.last, self.day),
            key_list=self.key_list(),
            revocation_list=self.revocations(),
        )


@dataclass(frozen=True)
class MadeClass:
    """A class in the ledger, with its trainees and enrolments in the order of the roster."""

    id: str
    code: str
    trainee_ids: tuple[str, ...]
    enrolment_ids: tuple[str, ...]


def id_number_of(place: int) -> str:
    """An invented number with a right check character."""
    from app.models.id_numbers import check_character

    body = f"53352219{70 + place % 30:02d}0101{980 + place % 10:03d}"
    return body + check_character(body)


def make_class(
    ledger: Ledger,
    people: int = 3,
    *,
    names: Sequence[str] = (),
    outcome: str = "completed",
    kind: str = "completion",
    code: str = "2026-01",
    ends_on: date = ENDS,
) -> MadeClass:
    """A class that has ended, everyone with this outcome."""
    named = tuple(names) or tuple(NAMES[place % len(NAMES)] for place in range(people))
    with ledger.change("class.open") as change:
        course = change.add(
            Course(name="核桃嫁接", skill_group="traditional", level="5", theory_hours=40, practical_hours=80)
        )
        provider = change.add(TrainingProvider(name="凤庆县职业教育中心"))
        row = change.add(TrainingClass(code=code, name="核桃嫁接一班", course_id=course.id, provider_id=provider.id))
        row.starts_on, row.ends_on, row.certificate_kind = ends_on - timedelta(days=18), ends_on, kind
        trainees, enrolments = [], []
        for place, name in enumerate(named):
            trainee = change.add(Trainee(name=name, id_type="01", id_number=id_number_of(place), sex="1"))
            enrolment = training.Enrolment(class_id=row.id, trainee_id=trainee.id, serial=place + 1, outcome=outcome)
            trainees.append(trainee.id)
            enrolments.append(change.add(enrolment).id)
    return MadeClass(row.id, code, tuple(trainees), tuple(enrolments))


def add_to_class(ledger: Ledger, made: MadeClass, name: str) -> str:
    """One more who has completed the class; answers the id of the enrolment."""
    with ledger.change("graduate") as change:
        trainee = change.add(Trainee(name=name, id_type="01", id_number=id_number_of(len(name)), sex="2"))
        enrolment = training.Enrolment(class_id=made.id, trainee_id=trainee.id, serial=99, outcome="completed")
        return change.add(enrolment).id


def rename(ledger: Ledger, trainee_id: str, name: str) -> None:
    """Give a trainee another name."""
    with ledger.change("trainee.edit") as change:
        row = change.get(Trainee, trainee_id)
        assert row is not None
        row.name = name


def issued_class(
    ledger: Ledger, people: int = 3, printer: Printer = PRINTER, **wanted: Any
) -> tuple[MadeClass, Issued]:
    """A class, and its certificates."""
    made = make_class(ledger, people, **wanted)
    return made, issue(ledger, printer, Order(class_id=made.id))


class PressToFile:
    """Puts runs into one file after another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs: list[PrintRun] = []

    def __call__(self, run: PrintRun) -> None:
        issued_pages.press(run, self.newest(len(self.runs)))
        self.runs.append(run)

    def newest(self, run: int = -1) -> Path:
        """The file of a run, of the last one if not named."""
        return self.folder / f"run-{run if run >= 0 else len(self.runs) - 1}.pdf"


def pressed(run: PrintRun) -> bytes:
    """A run as bytes."""
    out = io.BytesIO()
    issued_pages.press(run, out)
    return out.getvalue()


def unpressed(run: PrintRun) -> None:
    """Puts a run nowhere: for claims that are not about paper."""
    assert run.pages
