"""Whatever can wait or clash is spoken of in the clerk's words: every reason, every table, every field, every page."""

from typing import get_args

import pytest

from app.ledger.syncing.reason_words import reason_here, reason_there
from app.ledger.syncing.row_titles import RowTitle
from app.ledger.syncing.row_words import TABLES, field_words, knows_field, table_words
from app.models.parking import Code, shapes
from app.models.rows import journaled_tables
from app.ui.reporting.row_ways import way_to

CODES: tuple[str, ...] = get_args(Code)
EVERYWHERE = RowTitle("王一", "t", "c", "e", "n", "j", "r")
# They are worked on by the program alone, or at the command line.
PAGELESS = {"place", "column_memory"}


def is_chinese(words: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in words)


@pytest.mark.parametrize("code", CODES)
def test_every_reason_is_told_in_words_for_this_pc_and_for_the_county(code):
    assert is_chinese(reason_here(code))
    assert is_chinese(reason_there(code))


def test_a_reason_that_only_a_newer_county_knows_is_shown_as_it_is():
    """The control."""
    assert (reason_here("moon"), reason_there("moon")) == ("moon", "moon")


def test_every_table_of_the_journal_has_words_and_an_unknown_one_is_called_a_row():
    assert set(TABLES) == set(journaled_tables())
    assert all(is_chinese(table_words(entity)) for entity in TABLES)
    assert table_words("moon_phase") == "记录"


def test_every_field_of_the_journal_has_words():
    told = {(entity, field) for entity, shape in shapes().items() for field in shape.tests}

    assert {each for each in told if not knows_field(*each)} == set()
    assert {each for each in told if not is_chinese(field_words(*each))} == set()
    assert field_words("trainee", "shoe_size") == "shoe_size"


def test_every_row_that_is_here_leads_to_a_page():
    assert {entity for entity in TABLES if way_to(entity, EVERYWHERE) is None} == PAGELESS


def test_a_person_who_is_not_here_leads_nowhere():
    assert way_to("trainee", RowTitle("王一")) is None
