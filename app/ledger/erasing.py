"""Erasing a person: their fields and the bodies of their entries are blanked, the chain and the numbers stay."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import JSON, Date, Select, select, update

from app.ledger.person_page import entries_of
from app.ledger.person_rows import NoSuchTrainee
from app.ledger.syncing.applying import note_anew
from app.ledger.syncing.erased import blank_bodies
from app.models.certificates import Certificate, CertificateEvent, OtherCertificate
from app.models.change import Change
from app.models.guard import Mode
from app.models.journal import Fact
from app.models.ledger import Ledger
from app.models.ledger_file import run_alone
from app.models.people import Trainee, TraineeCategory, TrainingElsewhere
from app.models.privacy import personal_fields
from app.models.rows import Row
from app.models.search import forget
from app.models.training import AttendanceMark, ConductNote, Enrolment

Who = tuple[str, ...]


@dataclass(frozen=True)
class Erasure:
    """What an erasure did: rows blanked by table, journal bodies blanked, certificate numbers that stay verifiable."""

    rows: dict[str, int]
    bodies: int
    certificate_numbers: tuple[str, ...]
    older_backups: tuple[str, ...]


def erase_person(ledger: Ledger, trainee_id: str, reason: str) -> Erasure:
    """Blank all that is personal about this trainee, also under entries merged into theirs.

    Raises NoSuchTrainee, NotAllowed.
    """
    with ledger.change("person.erase", reason=reason) as change:
        if change.get(Trainee, trainee_id) is None:
            raise NoSuchTrainee(trainee=trainee_id)
        connection = change.session.connection()
        who = entries_of(change.session, trainee_id)
        with ledger.guard.writing(Mode.ERASING):
            numbers = tuple(connection.execute(_numbers(who)).scalars())
            images = [fact for entity in _HOLDERS for fact in _blanked(change, entity, who)]
            bodies = sum(blank_bodies(connection, entity, rows) for entity, rows in _by_table(images).items())
            change.journal(images)
            note_anew(connection, {(fact.entity, fact.row_id) for fact in images})
            for each in who:
                forget(connection, each)
    _shrink(ledger)
    tally = {entity: len(rows) for entity, rows in _by_table(images).items()}
    return Erasure(tally, bodies, numbers, _backups(ledger))


def _of_trainee(entity: type[Any], who: Who) -> Select[Any]:
    return select(entity.__table__).where(entity.trainee_id.in_(who))


def _of_enrolment(entity: type[Any], who: Who) -> Select[Any]:
    mine = select(Enrolment.id).where(Enrolment.trainee_id.in_(who))
    return select(entity.__table__).where(entity.enrolment_id.in_(mine))


def _of_certificate(entity: type[Any], who: Who) -> Select[Any]:
    mine = select(Certificate.id).where(Certificate.trainee_id.in_(who))
    return select(entity.__table__).where(entity.certificate_id.in_(mine))


def _itself(entity: type[Any], who: Who) -> Select[Any]:
    return select(entity.__table__).where(entity.id.in_(who))


_HOLDERS: dict[type[Row], Any] = {
    Trainee: _itself,
    TraineeCategory: _of_trainee,
    TrainingElsewhere: _of_trainee,
    Enrolment: _of_trainee,
    AttendanceMark: _of_enrolment,
    ConductNote: _of_enrolment,
    Certificate: _of_trainee,
    CertificateEvent: _of_certificate,
    OtherCertificate: _of_trainee,
}


def _numbers(who: Who) -> Select[Any]:
    return select(Certificate.number).where(Certificate.trainee_id.in_(who)).order_by(Certificate.number)


def _blank(column: Any) -> Any:
    if isinstance(column.type, Date):
        return None
    if isinstance(column.type, JSON):
        return [] if column.name == "other_names" else {}
    return ""


def _blanked(change: Change, entity: type[Row], who: Who) -> Iterable[Fact]:
    table: Any = entity.__table__
    connection = change.session.connection()
    blanks = {name: _blank(table.c[name]) for name in sorted(personal_fields(entity.__tablename__))}
    if entity is Trainee:
        blanks["erased_on"] = change.today
    for row in connection.execute(_HOLDERS[entity](entity, who)).mappings().all():
        if blanks:
            connection.execute(update(table).where(table.c.id == row["id"]).values(blanks))
        image = {str(key): value for key, value in {**row, **blanks}.items() if value is not None and key != "id"}
        yield Fact(entity.__tablename__, row["id"], "E", orjson.loads(orjson.dumps(image)))


def _by_table(images: list[Fact]) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = defaultdict(list)
    for fact in images:
        rows[fact.entity].append(fact.row_id)
    return dict(sorted(rows.items()))


def _shrink(ledger: Ledger) -> None:
    run_alone(ledger.engine, "pragma wal_checkpoint(truncate)")


def _backups(ledger: Ledger) -> tuple[str, ...]:
    folder = ledger.places.backups
    return tuple(sorted(path.name for path in folder.glob("*"))) if folder.is_dir() else ()
