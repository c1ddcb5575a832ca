"""What issuing would do, before anything is written: whose certificate looks how, how it is numbered, who has none."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import today as day_on
from app.errors import Refusal, XiangxunError
from app.ledger.blank_outlook import BlankOutlook, outlook_of
from app.ledger.certificate_candidates import Candidate, House, Subject, candidates_of, kind_named, subjects_of
from app.ledger.certificate_minting import PATTERN_KEY, IssueDayBeforeClassEnd, IssueDayBehindLists, trouble_of
from app.ledger.certificate_numbering import NumberSource
from app.ledger.certificate_pages import CertificatePage, Printer
from app.ledger.class_rows import ClassRow, class_rows, find_class
from app.ledger.issuing import drafted
from app.ledger.issuing_backlog import unprinted
from app.ledger.rules import rule
from app.ledger.station_identity import read_identity
from app.ledger.station_key import signing_key
from app.ledger.trust_lists import trust_of
from app.models.findings import Finding
from app.models.id_numbers import mask_id_number
from app.models.ledger import Ledger

NAME, PHOTO = "name", "photo"


@dataclass(frozen=True)
class Person:
    """One of the class: the page that would be drawn, or why there is none; ID numbers are masked.

    `trouble` is why the page of somebody who has earned it cannot be made, `cause` what of the person is to be mended:
    the name or the photo.
    """

    candidate: Candidate
    id_number: str
    has_photo: bool
    trouble: str = ""
    cause: str = ""
    page: CertificatePage | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a certificate can be issued now."""
        return self.candidate.hindrance is None and not self.trouble

    @property
    def why_not(self) -> str:
        """Why not, in the reader's language."""
        return self.candidate.hindrance.sentence() if self.candidate.hindrance else self.trouble


@dataclass(frozen=True)
class Preview:
    """A class before its certificates are issued. `hindrance` keeps everybody's back.

    The day on the certificates may lie from `first_day` to `last_day`. `unprinted` certificates were issued before,
    and no sheet of theirs is good or waits in a job.
    """

    row: ClassRow
    kind: str
    day: date
    first_day: date
    last_day: date
    people: tuple[Person, ...]
    blanks: BlankOutlook
    unprinted: int
    hindrance: XiangxunError | None = None

    @property
    def ready(self) -> tuple[Person, ...]:
        """Those to whom a certificate can be issued."""
        return tuple(person for person in self.people if person.is_ready)


@dataclass(frozen=True)
class NumberPlan:
    """The numbers that would be used, as ranges from first to last; what would be left of them, and the warning."""

    ranges: tuple[tuple[str, str], ...]
    left_after: int
    warning: Finding | None = None
    refusal: Refusal | None = None


def preview(ledger: Ledger, printer: Printer, class_id: str, kind: str = "", on: date | None = None) -> Preview:
    """The class with certificates of this kind, that of the class if none is named, dated `on`. Raises NoSuchClass."""
    today = day_on(ledger.clock)
    with ledger.reading() as session:
        row = class_rows(session, [find_class(session, class_id).id])[0]
        wanted = kind_named(kind or row.certificate_kind).value
        first = max(row.ends_on, _newest_list(session) or row.ends_on)
        day = min(max(on or today, first), today)
        people = _people(session, printer, row.id, wanted, day)
        blanks = outlook_of(session, wanted)
        left = unprinted().subquery()
        waiting = session.scalar(select(func.count()).where(left.c.class_id == row.id)) or 0
    hindrance = _key_missing(ledger) or _too_early(row, first, today)
    return Preview(row, wanted, day, first, today, people, blanks, waiting, hindrance)


def number_plan(ledger: Ledger, count: int, year: int) -> NumberPlan:
    """The numbers that so many certificates of this year would get; nothing is taken."""
    with ledger.reading() as session:
        pattern = str(rule(session, PATTERN_KEY, day_on(ledger.clock)).value)
        source = NumberSource(session, ledger.standing.replica, pattern)
        try:
            source.require(count)
            taken = [source.take(year) for _ in range(count)]
        except Refusal as refusal:
            return NumberPlan((), source.left, source.warning(), refusal)
        ranges: dict[str, tuple[str, str]] = {}
        for free in taken:
            ranges[free.block_id] = (ranges.get(free.block_id, (free.number,))[0], free.number)
        return NumberPlan(tuple(ranges.values()), source.left, source.warning())


def _people(session: Session, printer: Printer, class_id: str, kind: str, day: date) -> tuple[Person, ...]:
    subjects = subjects_of(session, class_id=class_id)
    identity = read_identity(session)
    house = House.on(session, identity, day) if identity else None
    pairs = zip(subjects, candidates_of(session, subjects, kind), strict=True)
    people = [_person(session, printer, house, each, day) for each in pairs]
    drawn = [person.page for person in people if person.page]
    if not printer.troubles(drawn):
        return tuple(people)
    return tuple(_tried(printer, person) for person in people)


def _person(
    session: Session, printer: Printer, house: House | None, pair: tuple[Subject, Candidate], day: date
) -> Person:
    subject, candidate = pair
    number, photo = subject.trainee.id_number, bool(subject.trainee.photo)
    person = Person(candidate, mask_id_number(number), photo)
    if house is None or candidate.hindrance:
        return person
    draft = drafted(session, house, printer, subject, candidate.kind, day)
    trouble = trouble_of(draft)
    if trouble:
        return replace(person, trouble=trouble, cause=NAME if draft.page.photo or not photo else PHOTO)
    return replace(person, page=draft.page)


def _tried(printer: Printer, person: Person) -> Person:
    """Each by itself, for only then is it known who cannot be drawn."""
    page = person.page
    troubles = printer.troubles([page]) if page else []
    if page is None or not troubles:
        return person
    cause = NAME if printer.troubles([replace(page, photo=None)]) else PHOTO
    return replace(person, trouble=" ".join(troubles), cause=cause, page=None)


def _key_missing(ledger: Ledger) -> XiangxunError | None:
    try:
        signing_key(ledger)
    except XiangxunError as error:
        return error
    return None


def _newest_list(session: Session) -> date | None:
    identity = read_identity(session)
    return trust_of(session, identity.root).newest_day if identity else None


def _too_early(row: ClassRow, first: date, today: date) -> XiangxunError | None:
    if first <= today:
        return None
    if row.ends_on > today:
        return IssueDayBeforeClassEnd(day=today, limit=row.ends_on)
    return IssueDayBehindLists(day=today, limit=first)
