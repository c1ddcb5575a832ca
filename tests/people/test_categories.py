"""What a person is counted as on a day: never twice on one day, and always with its evidence."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ledger.categories import categories_on
from app.ledger.checking import check_ledger
from app.ledger.people import add_trainee
from app.ledger.person_categories import (
    CategoryEndsTooEarly,
    CategoryHeld,
    Evidence,
    NoSuchCategory,
    UnknownCategory,
    add_category,
    end_category,
    remove_category,
)
from app.ledger.person_page import read_person
from app.ledger.person_rows import PeopleWanted, list_people
from app.models.ledger import Ledger
from app.models.people import TraineeCategory
from tests.makers_people import TODAY, id_number, name_of, typed

FIRST, LAST = date(2026, 3, 1), date(2026, 10, 31)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
SPANS = st.tuples(st.none() | DAYS, st.none() | DAYS)


def codes_on(ledger: Ledger, trainee_id: str, day: date) -> list[str]:
    """What the person is counted as."""
    with ledger.reading() as session:
        return categories_on(session, [trainee_id], day)[trainee_id]


def test_a_category_counts_from_its_first_to_its_last_day(ledger):
    person = add_trainee(ledger, typed()).trainee_id

    kept = add_category(ledger, person, "脱贫户", (FIRST, LAST), Evidence("户口簿", "13号", "李主任"))

    assert (kept.code, kept.evidence, kept.evidence_number, kept.checked_by) == ("POV01", "户口簿", "13号", "李主任")
    around = (FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1))
    assert [codes_on(ledger, person, day) for day in around] == [[], ["POV01"], ["POV01"], []]


@pytest.mark.parametrize("word", ["POV01", "脱贫户", "建档立卡户", "贫困户"])
def test_a_category_is_named_as_people_name_it(ledger, word):
    person = add_trainee(ledger, typed()).trainee_id

    add_category(ledger, person, word)

    assert codes_on(ledger, person, TODAY) == ["POV01"]


@pytest.mark.parametrize("word", ["", "富裕户", "脱贫户、低保", "非低保户"])
def test_a_word_that_names_no_single_category_is_refused_with_those_there_are(ledger, word):
    person = add_trainee(ledger, typed()).trainee_id

    with pytest.raises(UnknownCategory) as refusal:
        add_category(ledger, person, word)

    assert "脱贫户" in refusal.value.way_out()
    assert codes_on(ledger, person, TODAY) == []


def test_it_ends_on_its_last_day_and_may_begin_again_later(ledger):
    person = add_trainee(ledger, typed()).trainee_id
    add_category(ledger, person, "CIV01", (FIRST, None))
    with pytest.raises(CategoryHeld):
        add_category(ledger, person, "CIV01", (LAST, None))

    end_category(ledger, person, "低保", LAST, "已脱保")
    add_category(ledger, person, "CIV01", (LAST + timedelta(30), None))

    assert codes_on(ledger, person, LAST) == ["CIV01"]
    assert codes_on(ledger, person, LAST + timedelta(1)) == []
    assert codes_on(ledger, person, LAST + timedelta(30)) == ["CIV01"]
    assert [row.to_date for row in read_person(ledger, person).categories] == [None, LAST]


def test_what_ends_before_it_begins_or_is_not_open_is_refused(ledger):
    person = add_trainee(ledger, typed()).trainee_id
    add_category(ledger, person, "CIV01", (LAST, None))

    with pytest.raises(CategoryEndsTooEarly):
        end_category(ledger, person, "CIV01", FIRST)
    with pytest.raises(CategoryEndsTooEarly):
        add_category(ledger, person, "POV01", (LAST, FIRST))
    with pytest.raises(NoSuchCategory):
        end_category(ledger, person, "POV01", LAST)

    assert codes_on(ledger, person, LAST) == ["CIV01"]


def test_an_entry_that_was_never_right_goes_and_the_journal_keeps_it(ledger):
    person, other = (add_trainee(ledger, typed(name=name_of(n), id_number=id_number(n))).trainee_id for n in (1, 2))
    kept = add_category(ledger, person, "CIV01")

    with pytest.raises(NoSuchCategory):
        remove_category(ledger, other, kept.id, "录错人")
    remove_category(ledger, person, kept.id, "录错人")

    assert codes_on(ledger, person, TODAY) == []
    assert check_ledger(ledger).is_sound


def test_people_are_listed_by_what_they_are_counted_as_today(ledger):
    held, ended, never = (
        add_trainee(ledger, typed(name=name_of(n), id_number=id_number(n))).trainee_id for n in range(3)
    )
    add_category(ledger, held, "POV01")
    add_category(ledger, ended, "POV01", (FIRST, LAST))

    rows = list_people(ledger, PeopleWanted(category="POV01"))

    assert [row.id for row in rows] == [held]
    assert rows[0].category_labels == ("脱贫户",)
    assert never not in {row.id for row in rows}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(SPANS, max_size=6), day=DAYS)
def test_whatever_is_entered_nobody_is_counted_twice_on_one_day(ledger, spans, day):
    person = add_trainee(ledger, typed(name="学员", id_number=""), confirmed=True).trainee_id
    taken = []

    for start, end in spans:
        try:
            add_category(ledger, person, "CIV01", (start, end))
        except (CategoryHeld, CategoryEndsTooEarly):
            continue
        taken.append((start or date.min, end or date.max))

    covering = [span for span in taken if span[0] <= day <= span[1]]
    assert len(covering) <= 1
    assert codes_on(ledger, person, day) == ["CIV01"] * len(covering)
    with ledger.reading() as session:
        assert session.query(TraineeCategory).filter_by(trainee_id=person).count() == len(taken)
