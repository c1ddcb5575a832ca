"""Trainees taken in and edited one by one: read by the rules, compared with everyone here, told once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.importing.known import KnownPerson
from app.ledger.known_people import LedgerPeople
from app.ledger.parents import name_of
from app.ledger.person_details import DetailsReading, FieldFinding, PersonDetails, read_details
from app.ledger.person_rows import NoSuchTrainee
from app.ledger.place_tree import known_places
from app.models.change import Change
from app.models.duplicates import PersonLikeness, compare_persons
from app.models.findings import Severity, block
from app.models.id_numbers import IdReading, mask_id_number
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.person_names import same_name


class DetailsRefused(Refusal):
    """What was typed breaks a rule; `findings` holds what."""

    code = "details_refused"
    message = mark("The details cannot be kept: {sentences}")
    remedy = mark("{ways_out}")

    def __init__(self, findings: Iterable[FieldFinding]) -> None:
        self.findings = tuple(findings)
        spoken = [each.finding for each in self.findings]
        sentences = " ".join(finding.sentence() for finding in spoken)
        super().__init__(sentences=sentences, ways_out=" ".join(finding.way_out() for finding in spoken))


class DetailsInDoubt(DetailsRefused):
    """What was typed wants the clerk's word; `findings` holds what."""

    code = "details_in_doubt"
    message = mark("Please confirm: {sentences}")
    remedy = mark("{ways_out} If it is right, confirm it and do it again.")


class AlreadyInLedger(Refusal):
    """Someone with this ID number is in the ledger."""

    code = "already_in_ledger"
    message = mark("{name} with the ID number {number} is in the ledger already.")
    remedy = mark("Open that person ({trainee}) instead. If the name is another one, compare both with the ID card.")


class MergedAway(Refusal):
    """A trainee who was merged into another cannot be worked with."""

    code = "merged_away"
    message = mark("This entry was merged into that of {name}.")
    remedy = mark("Work with that person ({trainee}), or take the merge back first.")


@dataclass(frozen=True)
class KeptPerson:
    """What came of it: whose entry it is, which columns were written, and what is still to be looked at."""

    trainee_id: str
    name: str
    written: tuple[str, ...]
    findings: tuple[FieldFinding, ...]


def judge_person(ledger: Ledger, details: PersonDetails, trainee_id: str = "") -> tuple[FieldFinding, ...]:
    """Everything the rules say of what is being typed, for someone new or for this trainee; writes nothing."""
    with ledger.reading() as session:
        before = _living(session, trainee_id) if trainee_id else Trainee()
        reading = read_details(
            details, before, known_places(session, ledger.clock.now().date()), ledger.clock.now().date()
        )
        twin = _compare(session, reading, before)
        if twin:
            message = mark("The ledger has this ID number already: {name}, {number}.")
            remedy = mark("Open that person instead.")
            reading.tell("id_number", block("already_in_ledger", message, remedy, **_who(twin)))
    return tuple(reading.findings)


def add_trainee(ledger: Ledger, details: PersonDetails, *, confirmed: bool = False, reason: str = "") -> KeptPerson:
    """Take in one person. `confirmed` answers yes to every doubt.

    Raises DetailsRefused, DetailsInDoubt, AlreadyInLedger, NotAllowed.
    """
    with ledger.change("trainee.add", reason=reason) as change:
        return add_within(change, details, confirmed=confirmed)


def add_within(change: Change, details: PersonDetails, *, confirmed: bool) -> KeptPerson:
    """The same inside a change that is under way."""
    given = replace(details, name=details.name or "", id_number=details.id_number or "")
    reading = _checked(change, given, Trainee(), confirmed)
    row = change.add(Trainee(**reading.values))
    return _kept(row, reading.values, reading)


def edit_trainee(
    ledger: Ledger, trainee_id: str, details: PersonDetails, *, confirmed: bool = False, reason: str = ""
) -> KeptPerson:
    """Change what is known of a person; a former name is kept and still finds them.

    Certificates already issued stay as they are. Raises DetailsRefused, DetailsInDoubt, AlreadyInLedger,
    NoSuchTrainee, MergedAway, NotAllowed.
    """
    with ledger.change("trainee.edit", reason=reason) as change:
        return edit_within(change, trainee_id, details, confirmed=confirmed)


def edit_within(change: Change, trainee_id: str, details: PersonDetails, *, confirmed: bool) -> KeptPerson:
    """The same inside a change that is under way."""
    row = living_trainee(change, trainee_id)
    reading = _checked(change, details, row, confirmed)
    values = _with_former_name(row, reading.values)
    altered = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in altered.items():
        setattr(row, name, value)
    return _kept(row, altered, reading)


def living_trainee(change: Change, trainee_id: str) -> Trainee:
    """The row of a trainee who may be worked with. Raises NoSuchTrainee, MergedAway."""
    return _living(change.session, trainee_id)


def _living(session: Session, trainee_id: str) -> Trainee:
    row = session.get(Trainee, trainee_id)
    if row is None or row.erased_on:
        raise NoSuchTrainee(trainee=trainee_id)
    if row.merged_into:
        raise MergedAway(name=name_of(session, row.merged_into), trainee=row.merged_into)
    return row


def _checked(change: Change, details: PersonDetails, before: Trainee, confirmed: bool) -> DetailsReading:
    reading = read_details(details, before, known_places(change.session, change.today), change.today)
    if blocks := reading.of_severity(Severity.BLOCK):
        raise DetailsRefused(blocks)
    twin = _compare(change.session, reading, before)
    if twin:
        raise AlreadyInLedger(**_who(twin))
    doubts = reading.of_severity(Severity.ASK)
    if doubts and not confirmed:
        raise DetailsInDoubt(doubts)
    return reading


def _compare(session: Session, reading: DetailsReading, before: Trainee) -> KnownPerson | None:
    """Who has the same number, if anyone; others of the same name and birthday are told."""
    if not reading.values.keys() & {"name", "id_number", "birth_date"}:
        return None
    me = _likeness(reading, before)
    people = LedgerPeople(session)
    number = reading.values.get("id_number") or before.id_number
    others = [other for other in people.with_numbers([number] if number else []) if other.trainee_id != before.id]
    twin = next((other for other in others if other.likeness.identity == me.identity), None)
    for other in people.with_names([me.name]) if twin is None and me.name else ():
        likeness = compare_persons(other.likeness, me) if other.trainee_id != before.id else None
        if likeness:
            reading.tell("id_number", likeness)
    return twin


def _likeness(reading: DetailsReading, before: Trainee) -> PersonLikeness:
    name, id_type, number, birth = (
        reading.values.get(column, getattr(before, column)) for column in ("name", "id_type", "id_number", "birth_date")
    )
    return PersonLikeness(name or "", IdReading(id_type, number).identity if number else "", birth)


def _who(twin: KnownPerson) -> dict[str, str]:
    return {"name": twin.name, "number": mask_id_number(twin.id_number), "trainee": twin.trainee_id}


def _with_former_name(row: Trainee, values: dict[str, object]) -> dict[str, object]:
    name = str(values.get("name", row.name))
    if same_name(name, row.name) or not row.name:
        return values
    others = values.get("other_names", row.other_names)
    kept = [other for other in (others if isinstance(others, list) else []) if other not in (name, row.name)]
    return {**values, "other_names": [*kept, row.name]}


def _kept(row: Trainee, written: Iterable[str], reading: DetailsReading) -> KeptPerson:
    return KeptPerson(row.id, row.name, tuple(sorted(written)), tuple(reading.findings))
