"""A roster taken in: kept in one change, people and their groups, and enrolled in a class if wanted."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.eligibility import PersonFinding
from app.ledger.enrolling import EnrolOptions, enrol_within
from app.ledger.importing.decisions import Verdict
from app.ledger.importing.preview import RosterRow
from app.ledger.known_people import LedgerPeople, among, living
from app.ledger.place_tree import KnownPlaces, known_places
from app.ledger.roster_plan import Difference, Taking, fill, new_categories, new_trainee, part
from app.ledger.roster_preview import PreviewedRoster, check_unchanged
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.people import ColumnMemory, RosterImport, Trainee, TraineeCategory

_AT_ONCE = 2_000
Progress = Callable[[int], None]


class LedgerMovedOn(Refusal):
    """Someone was added or altered between the preview and the import."""

    code = "ledger_moved_on"
    message = mark("The ledger has changed since this roster was looked at: {name} (row {row}).")
    remedy = mark("Look at the roster again, then import it.")


class NeedsComparison(Refusal):
    """A preview that was made without a ledger was to be imported."""

    code = "not_compared"
    message = mark("This roster was looked at without a ledger; it cannot be imported like that.")
    remedy = mark("Look at it again with the ledger open.")


@dataclass(frozen=True)
class ImportOptions:
    """How to take a roster in: into which class, and whether doubtful rows count as right."""

    class_id: str = ""
    accept_doubtful: bool = False


@dataclass
class ImportCounts:
    """What came of an import, in rows of the roster."""

    rows: int = 0
    new: int = 0
    known: int = 0
    doubtful: int = 0
    wrong: int = 0
    filled: int = 0
    categories: int = 0
    enrolled: int = 0
    already_enrolled: int = 0
    not_enrolled: int = 0

    @property
    def is_nothing(self) -> bool:
        """True if the ledger has nothing from it."""
        return not (self.new or self.filled or self.categories or self.enrolled)


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did; `import_id` is "" where the ledger had all of it already and nothing was written.

    `left_out` are the doubtful and wrong rows, `differences` what the ledger kept against the roster, `not_enrolled`
    who was taken in but kept out of the class by a rule, `findings` what the rules say besides, `skipped` the rows
    that the clerk left out.
    """

    import_id: str
    counts: ImportCounts
    left_out: tuple[RosterRow, ...]
    differences: tuple[Difference, ...]
    not_enrolled: tuple[PersonFinding, ...] = ()
    findings: tuple[PersonFinding, ...] = ()
    skipped: tuple[RosterRow, ...] = ()

    @property
    def is_whole(self) -> bool:
        """True if every row was taken, and enrolled where that was wanted."""
        return not (self.left_out or self.not_enrolled)


class _NothingKeptError(Exception):
    """Takes the change back where there was nothing to write, or where it was only tried."""


def import_roster(
    ledger: Ledger,
    previewed: PreviewedRoster,
    options: ImportOptions = ImportOptions(),
    progress: Progress = lambda _done: None,
) -> ImportOutcome:
    """Take in the rows of a preview: all of what is to be taken in one change, or nothing.

    Known people are filled in where the ledger says nothing, never overwritten. Raises NeedsComparison, LedgerMovedOn,
    RosterFileChanged, ClassIsClosed, NoSuchClass, RulesStandAgainst, NotAllowed.
    """
    return _run(ledger, previewed, options, progress, keeps=True)


def try_roster(
    ledger: Ledger,
    previewed: PreviewedRoster,
    options: ImportOptions = ImportOptions(),
    progress: Progress = lambda _done: None,
) -> ImportOutcome:
    """What an import would do, by doing it and taking it back at once: above all, what the rules of the class say.

    Raises as `import_roster`.
    """
    return _run(ledger, previewed, options, progress, keeps=False)


def _run(
    ledger: Ledger, previewed: PreviewedRoster, options: ImportOptions, progress: Progress, *, keeps: bool
) -> ImportOutcome:
    if not previewed.is_compared:
        raise NeedsComparison
    check_unchanged(previewed)
    decisions = previewed.choices.decisions
    taking = part(previewed.shown.rows, accept_doubtful=options.accept_doubtful, decisions=decisions)
    outcome = ImportOutcome("", ImportCounts(), (), ())
    try:
        with ledger.change("roster.import") as change:
            outcome = _Import(change, previewed, options, progress).run(taking)
            if outcome.counts.is_nothing or not keeps:
                raise _NothingKeptError
    except _NothingKeptError:
        return replace(outcome, import_id="")
    return outcome


@dataclass
class _Import:
    """One import under way."""

    change: Change
    previewed: PreviewedRoster
    options: ImportOptions
    progress: Progress
    counts: ImportCounts = field(default_factory=ImportCounts)
    evidence: str = ""

    def run(self, taking: Taking) -> ImportOutcome:
        self._refuse_if_moved_on(taking)
        self.evidence = tr("roster {file}", file=self.previewed.path.name)
        self.counts.rows = len(self.previewed.shown.rows)
        self.counts.doubtful, self.counts.wrong = len(taking.doubtful), len(taking.wrong)
        row = self._begin()
        places = known_places(self.change.session, self.change.today)
        ids = self._add(taking.new, places, row.id)
        differences = self._fill(taking.known, places)
        self._remember()
        left_out = (*taking.doubtful, *taking.wrong)
        outcome = ImportOutcome(row.id, self.counts, left_out, differences, skipped=taking.skipped)
        if self.options.class_id:
            outcome = self._enrol(outcome, self._in_order(taking, ids))
        row.counts = asdict(self.counts) | self._clerks_part(taking)
        return outcome

    def _clerks_part(self, taking: Taking) -> dict[str, int]:
        """What is the clerk's own in this import, where there is such: cells typed over, rows left out."""
        own = {"edited": len(self.previewed.choices.edits), "skipped": len(taking.skipped)}
        return {name: count for name, count in own.items() if count}

    def _refuse_if_moved_on(self, taking: Taking) -> None:
        """What the preview took for new must still be new, and who was known must still be there."""
        rows = {each.values.identity: each for each in taking.rows}
        numbers = {each.values.id_number for each in rows.values()}
        found = {p.likeness.identity: p.trainee_id for p in LedgerPeople(self.change.session).with_numbers(numbers)}
        meant = self._living([row.trainee_id for row in taking.known if self._is_meant(row)])
        for identity, row in rows.items():
            there = found.get(identity, "")
            if self._is_meant(row) and there == "":
                there = row.trainee_id if row.trainee_id in meant else ""
            if there != row.trainee_id:
                raise LedgerMovedOn(name=row.values.name, row=row.row)

    def _is_meant(self, row: RosterRow) -> bool:
        """True for someone known by the clerk's word alone, since the number is another one."""
        decision = self.previewed.choices.decisions.get(row.place)
        return decision is not None and decision.verdict is Verdict.SAME

    def _living(self, trainee_ids: Collection[str]) -> set[str]:
        wanted = select(Trainee.id).where(among(Trainee.id, trainee_ids), *living())
        return set(self.change.session.scalars(wanted)) if trainee_ids else set()

    def _begin(self) -> RosterImport:
        file = {"file_name": self.previewed.path.name[-300:], "file_sha256": self.previewed.sha256}
        return self.change.add(RosterImport(class_id=self.options.class_id or None, **file))

    def _add(self, rows: Sequence[RosterRow], places: KnownPlaces, import_id: str) -> list[str]:
        ids: list[str] = []
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            fresh = self.change.add_many(Trainee, [new_trainee(row.values, places, import_id) for row in some])
            groups = (self._categories(row, each, {}) for row, each in zip(some, fresh, strict=True))
            self._add_categories([category for found in groups for category in found])
            ids += fresh
            self.progress(len(ids))
        self.counts.new = len(ids)
        return ids

    def _fill(self, rows: Sequence[RosterRow], places: KnownPlaces) -> tuple[Difference, ...]:
        """Complete the known people where the ledger says nothing of them."""
        wanted = select(Trainee).where(among(Trainee.id, [row.trainee_id for row in rows]))
        trainees = {each.id: each for each in self.change.rows(wanted)} if rows else {}
        held = self._held(trainees)
        differences: list[Difference] = []
        categories: list[dict[str, Any]] = []
        for row in rows:
            trainee = trainees[row.trainee_id]
            fills, differing = fill(trainee, row, places)
            for name, value in fills.items():
                setattr(trainee, name, value)
            self.counts.filled += bool(fills)
            differences += differing
            categories += self._categories(row, trainee.id, held.get(trainee.id, {}))
        self._add_categories(categories)
        self.counts.known = len(rows)
        return tuple(differences)

    def _held(self, trainees: dict[str, Trainee]) -> dict[str, dict[str, list[date | None]]]:
        columns = select(TraineeCategory.trainee_id, TraineeCategory.code, TraineeCategory.to_date)
        held: dict[str, dict[str, list[date | None]]] = defaultdict(lambda: defaultdict(list))
        for trainee, code, to_date in self.change.session.execute(
            columns.where(among(TraineeCategory.trainee_id, list(trainees)))
        ):
            held[trainee][code].append(to_date)
        return held

    def _categories(self, row: RosterRow, trainee_id: str, held: dict[str, list[date | None]]) -> list[dict[str, Any]]:
        return new_categories(trainee_id, row.values, self.evidence, held, self.change.today)

    def _add_categories(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.counts.categories += len(self.change.add_many(TraineeCategory, rows))

    def _remember(self) -> None:
        """Keep the columns as the clerk corrected them; what was guessed right needs no memory."""
        if not self.previewed.choices.columns:
            return
        for table in self.previewed.shown.tables:
            if not table.fingerprint:
                continue
            wanted = select(ColumnMemory).where(ColumnMemory.fingerprint == table.fingerprint)
            row = next(iter(self.change.rows(wanted)), None)
            if row is None:
                self.change.add(ColumnMemory(fingerprint=table.fingerprint, columns=dict(table.columns)))
            elif row.columns != dict(table.columns):
                row.columns = dict(table.columns)

    def _enrol(self, outcome: ImportOutcome, trainee_ids: Sequence[str]) -> ImportOutcome:
        options = EnrolOptions(leave_out_blocked=True, import_id=outcome.import_id)
        done = enrol_within(self.change, self.options.class_id, trainee_ids, options)
        self.counts.enrolled, self.counts.already_enrolled = len(done.enrolled), len(done.already)
        self.counts.not_enrolled = len({found.trainee_id for found in done.left_out})
        return replace(outcome, not_enrolled=done.left_out, findings=done.findings)

    def _in_order(self, taking: Taking, new_ids: Sequence[str]) -> list[str]:
        """Everyone taken, in the order of the roster, so that the serials of the class are those of the paper."""
        rows, ids = taking.rows, [*new_ids, *(row.trainee_id for row in taking.known)]
        taken = {(row.sheet, row.row, row.values.identity): each for row, each in zip(rows, ids, strict=True)}
        order = ((row.sheet, row.row, row.values.identity) for row in self.previewed.shown.rows)
        return [taken[place] for place in order if place in taken]
