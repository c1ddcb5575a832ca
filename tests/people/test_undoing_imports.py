"""An import is taken back whole as if it had never been, until somebody builds on it."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ledger.checking import check_ledger
from app.ledger.class_roster import roster_of
from app.ledger.enrolling import enrol, withdraw
from app.ledger.erasing import erase_person
from app.ledger.finding_people import find_people
from app.ledger.importing.preview import preview
from app.ledger.importing.sheets import Sheet
from app.ledger.known_people import LedgerPeople
from app.ledger.merging import merge_trainees
from app.ledger.people import add_trainee, edit_trainee
from app.ledger.person_categories import add_category
from app.ledger.person_details import PersonDetails
from app.ledger.roster_imports import ImportBuiltOn, ImportUndone, NoSuchImport, list_imports, undo_import
from app.ledger.roster_preview import PreviewedRoster, RosterChoices, remembered_columns
from app.ledger.rosters import ImportOptions, ImportOutcome, import_roster
from app.models.ledger import Ledger
from app.models.vocabulary import AttendanceStatus
from tests.makers import make_block, make_certificate
from tests.makers_people import HEADING, TODAY, id_number, name_of, roster_line, tables_of, take, typed, write_xlsx
from tests.makers_training import attend, keep_class, pass_exams

IMPORTS = "roster_import"
PLACES = st.lists(st.integers(0, 12), unique=True, max_size=6)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "联系电话": st.sampled_from(["", "13800000001", "1380000", "13800000001、13800000002"]),
        "村": st.sampled_from(["", "水箐村", "某村"]),
        "人员类别": st.sampled_from(["", "低保", "脱贫户、残疾三级", "不知道"]),
        "姓名": st.sampled_from(["罗正祥", "阿依古丽•买买提", ""]),
    },
)
ROSTERS = st.lists(st.tuples(st.integers(0, 12), CELLS), max_size=6)


def take_lines(ledger: Ledger, lines: list[tuple[str, ...]], **columns: str) -> ImportOutcome:
    """Lines previewed and imported without a file, for laws that need many rosters."""
    sheet = Sheet("花名册", (HEADING, *(tuple(cell or None for cell in line) for line in lines)))
    with ledger.reading() as session:
        shown = preview(
            "a.xlsx",
            [sheet],
            LedgerPeople(session),
            today=TODAY,
            column_map=columns,
            remembered=remembered_columns(session),
        )
    previewed = PreviewedRoster(ledger.places.folder, "0" * 64, shown, RosterChoices(columns=columns or None), True)
    return import_roster(ledger, previewed, ImportOptions(accept_doubtful=True))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=PLACES, roster=ROSTERS, corrected=st.booleans())
def test_import_and_undo_together_change_nothing(ledger, known, roster, corrected):
    take_lines(ledger, [(name_of(place), id_number(place), "", "", "") for place in known])
    before = tables_of(ledger).without(IMPORTS)

    outcome = take_lines(
        ledger, [roster_line(place, **cells) for place, cells in roster], **({"C": "address"} if corrected else {})
    )
    between = tables_of(ledger).without(IMPORTS)
    if outcome.import_id:
        undo_import(ledger, outcome.import_id)

    assert (between == before) == (not outcome.import_id)
    assert tables_of(ledger).without(IMPORTS) == before


def test_a_real_file_is_taken_back_with_its_enrolments_and_the_ledger_stays_sound(ledger, tmp_path):
    known = add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1)))
    group = keep_class(ledger)
    before = tables_of(ledger).without(IMPORTS)
    outcome = take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(n) for n in range(5)]), group.id)

    undone = undo_import(ledger, reason="选错了文件")

    assert (undone.import_id, undone.people, undone.enrolments) == (outcome.import_id, 4, 5)
    assert undone.restored == 1
    assert tables_of(ledger).without(IMPORTS) == before
    assert find_people(ledger, id_number(3)[-4:]) == ()
    assert [row.id for row in find_people(ledger, name_of(1))] == [known.trainee_id]
    assert roster_of(ledger, group.id) == ()
    assert [row.undone for row in list_imports(ledger)] == [True]
    assert check_ledger(ledger).is_sound


def enrol_again(ledger: Ledger, trainee_id: str, _class_id: str) -> None:
    """Into another class."""
    enrol(ledger, keep_class(ledger, starts_on=date(2026, 12, 1)).id, [trainee_id])


def mark(ledger: Ledger, _trainee_id: str, class_id: str) -> None:
    """In the roll call."""
    attend(ledger, class_id, 2, [AttendanceStatus.PRESENT])


def certify(ledger: Ledger, trainee_id: str, class_id: str) -> None:
    """A certificate."""
    from app.models.training import Enrolment

    row = next(row for row in roster_of(ledger, class_id) if row.trainee_id == trainee_id)
    with ledger.change("certificate.issue") as change:
        make_certificate(change, change.get(Enrolment, row.enrolment_id), make_block(change), 1)


def leave(ledger: Ledger, trainee_id: str, class_id: str) -> None:
    """Out of the class."""
    row = next(row for row in roster_of(ledger, class_id) if row.trainee_id == trainee_id)
    withdraw(ledger, row.enrolment_id, TODAY, "外出务工")


def merge(ledger: Ledger, trainee_id: str, _class_id: str) -> None:
    """Into another entry."""
    other = add_trainee(ledger, typed(name="罗一", id_number=id_number(700)))
    merge_trainees(ledger, trainee_id, other.trainee_id, "同一人")


STEPS: list[tuple[Callable[[Ledger, str, str], object], str]] = [
    (lambda ledger, trainee, _: edit_trainee(ledger, trainee, PersonDetails(note="会开车")), "edited"),
    (lambda ledger, trainee, _: add_category(ledger, trainee, "VET01"), "trainee_category"),
    (lambda ledger, _, group: pass_exams(ledger, group), "exam_result"),
    (lambda ledger, trainee, _: erase_person(ledger, trainee, "本人要求"), "erased"),
    (enrol_again, "enrolment"),
    (mark, "attendance_mark"),
    (certify, "certificate"),
    (leave, "edited"),
    (merge, "trainee"),
]


@pytest.mark.parametrize(("step", "what"), STEPS, ids=[what for _, what in STEPS])
def test_what_was_built_on_is_not_taken_back_and_it_is_said_who_and_how(ledger, tmp_path, step, what):
    group = keep_class(ledger)
    take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(n) for n in (11, 12)]), group.id)
    touched = next(row for row in roster_of(ledger, group.id) if row.name == name_of(12))
    step(ledger, touched.trainee_id, group.id)
    before = tables_of(ledger)

    with pytest.raises(ImportBuiltOn) as refusal:
        undo_import(ledger)

    person = next(one for one in refusal.value.people if one.trainee_id == touched.trainee_id)
    assert what in person.what
    assert what == "erased" or name_of(12) in refusal.value.sentence()
    assert id_number(12) not in str(refusal.value)
    assert tables_of(ledger) == before


def test_steps_that_were_taken_back_themselves_no_longer_stand_in_the_way(ledger, tmp_path):
    before = tables_of(ledger).without(IMPORTS)
    first = take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1, 村="")]))
    second = take(ledger, write_xlsx(tmp_path / "b.xlsx", [roster_line(1, 村="水箐村"), roster_line(2)]))
    with pytest.raises(ImportBuiltOn):
        undo_import(ledger, first.import_id)

    undo_import(ledger, second.import_id)
    undo_import(ledger, first.import_id)

    assert tables_of(ledger).without(IMPORTS) == before


def test_a_field_filled_by_the_import_and_corrected_since_is_not_emptied(ledger, tmp_path):
    kept = add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1)))
    take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    edit_trainee(ledger, kept.trainee_id, PersonDetails(phone="13911112222"))

    with pytest.raises(ImportBuiltOn):
        undo_import(ledger)

    assert find_people(ledger, "13911112222")[0].id == kept.trainee_id


def test_columns_understood_anew_since_do_not_stand_in_the_way(ledger):
    first = take_lines(ledger, [roster_line(1)], C="address")
    take_lines(ledger, [roster_line(2)], C="note")

    undo_import(ledger, first.import_id)

    with ledger.reading() as session:
        (columns,) = remembered_columns(session).values()
    assert columns["C"] == "note"


def test_only_an_import_that_stands_is_taken_back(ledger, tmp_path):
    with pytest.raises(NoSuchImport):
        undo_import(ledger)
    outcome = take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    undo_import(ledger, outcome.import_id)

    with pytest.raises(ImportUndone):
        undo_import(ledger, outcome.import_id)
    with pytest.raises(NoSuchImport):
        undo_import(ledger)

    assert check_ledger(ledger).is_sound


def test_what_was_taken_back_can_be_taken_in_again(ledger, tmp_path):
    file = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])
    take(ledger, file)
    undo_import(ledger)

    again = take(ledger, file)

    assert again.counts.new == 1
    assert [row.undone for row in list_imports(ledger)] == [False, True]
