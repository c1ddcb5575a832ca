"""The rosters taken in so far, and taking one back as long as nothing was built on it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.known_people import among
from app.ledger.naming import AmbiguousName, UnknownName
from app.ledger.taking_back import BUILT_LABELS, Built, Effect, built_on, change_that_added, effect_of, take_back
from app.models.change import Change
from app.models.id_numbers import mask_id_number
from app.models.journal import JOURNAL
from app.models.ledger import Ledger
from app.models.people import ColumnMemory, RosterImport, Trainee, TraineeCategory
from app.models.training import Enrolment, TrainingClass

_IMPORT, _MEMORY = RosterImport.__tablename__, ColumnMemory.__tablename__
_NAMED = 20


class NoSuchImport(Refusal):
    """There is no import of this id, none at all, or several that end so."""

    code = "no_such_import"
    message = mark("No single import to take back is meant by “{wanted}”.")
    remedy = mark("Look at the list of imports: it names those that can be taken back.")


class ImportUndone(Refusal):
    """The import was taken back before."""

    code = "import_undone"
    message = mark("The import of {file} was taken back already.")
    remedy = mark("Nothing is left to be done.")


class ImportBuiltOn(Refusal):
    """People of the import were worked with since; `people` says who and how."""

    code = "import_built_on"
    message = mark("The import of {file} cannot be taken back: {count} people of it were worked with since. {people}")
    remedy = mark("Take those steps back first, or correct or merge single people instead.")

    def __init__(self, file: str, people: Sequence["PersonBuiltOn"]) -> None:
        self.people = tuple(people)
        more = tr("(and {count} more)", count=len(people) - _NAMED) if len(people) > _NAMED else ""
        spoken = tr("; ").join([*map(PersonBuiltOn.sentence, self.people[:_NAMED]), *filter(None, [more])])
        super().__init__(file=file, count=len(people), people=spoken)


@dataclass(frozen=True)
class PersonBuiltOn:
    """One person of an import and what was done with them since (keys of BUILT_LABELS); the number is masked."""

    trainee_id: str
    name: str
    id_number: str
    what: tuple[str, ...]

    def sentence(self) -> str:
        """Who, and what was done, in the reader's language."""
        done = tr(", ").join(tr(BUILT_LABELS.get(each, each)) for each in self.what)
        return tr("{name} {number}: {done}", name=self.name, number=self.id_number, done=done)


@dataclass(frozen=True)
class ImportRow:
    """One import as listed; `at` is the time it was written, with its offset."""

    id: str
    at: str
    by: str
    file_name: str
    file_sha256: str
    class_code: str
    counts: dict[str, Any]
    undone: bool

    @property
    def short_id(self) -> str:
        """The end of the id, enough to name it by."""
        return self.id[-8:]

    @property
    def day(self) -> str:
        """The day and minute, for people."""
        return datetime.fromisoformat(self.at).strftime("%Y-%m-%d %H:%M") if self.at else ""


@dataclass(frozen=True)
class Undone:
    """What taking an import back did."""

    import_id: str
    file_name: str
    people: int
    categories: int
    enrolments: int
    restored: int


def list_imports(ledger: Ledger) -> tuple[ImportRow, ...]:
    """Every import, the newest first."""
    with ledger.reading() as session:
        return import_rows(session, session.scalars(select(RosterImport).order_by(RosterImport.id.desc())).all())


def imports_of_file(session: Session, sha256: str) -> tuple[ImportRow, ...]:
    """The imports of this very file that stand."""
    wanted = select(RosterImport).where(RosterImport.file_sha256 == sha256, RosterImport.undone.is_(False))
    return import_rows(session, session.scalars(wanted.order_by(RosterImport.id.desc())).all())


def import_called(ledger: Ledger, text: str) -> str:
    """The id of the import meant by it or by its end, one taken back too. Raises UnknownName, AmbiguousName."""
    wanted = select(RosterImport.id).where(RosterImport.id.endswith(text.strip(), autoescape=True))
    with ledger.reading() as session:
        ids = session.scalars(wanted.order_by(RosterImport.id)).all()
    if not ids:
        raise UnknownName(what=tr("roster import"), name=text)
    if len(ids) > 1:
        raise AmbiguousName(what=tr("roster import"), name=text, count=len(ids), ids=", ".join(ids))
    return ids[0]


def undo_import(ledger: Ledger, import_id: str = "", reason: str = "") -> Undone:
    """Remove what an import added and restore what it filled in: the newest that stands, if none is named.

    Raises NoSuchImport, ImportUndone, ImportBuiltOn, NotAllowed.
    """
    with ledger.change("roster.undo", reason=reason) as change:
        row = _wanted(change, import_id)
        effect = effect_of(change.session, change_that_added(change.session, _IMPORT, row.id))
        built = _let_go_of_memory(effect, built_on(change.session, effect))
        people = _people(change.session, effect, built)
        if people:
            raise ImportBuiltOn(row.file_name, people)
        take_back(change, effect, keep={(_IMPORT, row.id)})
        row.undone = True
        return _undone(row, effect)


def import_rows(session: Session, rows: Sequence[RosterImport]) -> tuple[ImportRow, ...]:
    """These imports as listed, with what the journal says of when and by whom."""
    heads = _heads(session, [row.id for row in rows])
    codes = dict(session.execute(select(TrainingClass.id, TrainingClass.code)).all()) if rows else {}
    return tuple(
        ImportRow(
            id=row.id,
            at=heads.get(row.id, {}).get("at", ""),
            by=heads.get(row.id, {}).get("actor", ""),
            file_name=row.file_name,
            file_sha256=row.file_sha256,
            class_code=codes.get(row.class_id or "", ""),
            counts=dict(row.counts),
            undone=row.undone,
        )
        for row in rows
    )


def _heads(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The change that each import came in by."""
    born = select(JOURNAL.c.row_id, JOURNAL.c.change_id).where(
        JOURNAL.c.entity == _IMPORT, JOURNAL.c.op == "I", among(JOURNAL.c.row_id, ids)
    )
    changes = {change: row for row, change in session.execute(born)}
    told = select(JOURNAL.c.change_id, JOURNAL.c.body).where(JOURNAL.c.op == "C", among(JOURNAL.c.change_id, changes))
    return {changes[change]: orjson.loads(body) for change, body in session.execute(told) if body}


def _wanted(change: Change, import_id: str) -> RosterImport:
    if not import_id:
        standing = select(RosterImport).where(RosterImport.undone.is_(False)).order_by(RosterImport.id.desc())
        rows = change.rows(standing.limit(1))
    else:
        rows = change.rows(select(RosterImport).where(RosterImport.id.endswith(import_id.strip(), autoescape=True)))
    if len(rows) != 1:
        raise NoSuchImport(wanted=import_id)
    found: RosterImport = rows[0]
    if found.undone:
        raise ImportUndone(file=found.file_name)
    return found


def _let_go_of_memory(effect: Effect, built: Iterable[Built]) -> tuple[Built, ...]:
    """Columns that were understood anew since stay as they are now, and hinder nothing; answers what does."""
    held = tuple(built)
    for key in {one.key for one in held if one.key[0] == _MEMORY}:
        effect.added.pop(key, None)
        effect.altered.pop(key, None)
    return tuple(one for one in held if one.key[0] != _MEMORY)


def _people(session: Session, effect: Effect, built: Iterable[Built]) -> list[PersonBuiltOn]:
    done: dict[str, dict[str, None]] = defaultdict(dict)
    for one in built:
        done[_person_of(session, effect, one)][one.what] = None
    rows = {row.id: row for row in session.scalars(select(Trainee).where(among(Trainee.id, done)))}
    ordered = sorted(done, key=lambda each: (rows[each].pinyin if each in rows else "", each))
    return [_named(rows.get(each), each, tuple(done[each])) for each in ordered]


def _person_of(session: Session, effect: Effect, one: Built) -> str:
    """Whose row was built on."""
    entity, row_id = one.key
    row: Enrolment | TraineeCategory | None = None
    if entity == Enrolment.__tablename__:
        row = session.get(Enrolment, row_id)
    elif entity == TraineeCategory.__tablename__:
        row = session.get(TraineeCategory, row_id)
    else:
        return row_id
    # A row that was erased is told of no longer, one that was removed no longer stands.
    return row.trainee_id if row else str(effect.added[one.key]["trainee_id"])


def _named(row: Trainee | None, trainee_id: str, what: tuple[str, ...]) -> PersonBuiltOn:
    name = row.name if row and row.name else tr("(erased)")
    return PersonBuiltOn(trainee_id, name, mask_id_number(row.id_number) if row else "", what)


def _undone(row: RosterImport, effect: Effect) -> Undone:
    def added(entity: type[Any]) -> int:
        return sum(name == entity.__tablename__ for name, _ in effect.added)

    restored = sum(name == Trainee.__tablename__ for name, _ in effect.altered)
    return Undone(row.id, row.file_name, added(Trainee), added(TraineeCategory), added(Enrolment), restored)
