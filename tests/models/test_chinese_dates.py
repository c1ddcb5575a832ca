"""Dates: written as papers have them, read as people type them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.chinese_dates import formal_date, plain_date, read_date

DAY = date(2026, 11, 21)
DAYS = st.dates(date(1930, 1, 1), date(2099, 12, 31))


def test_a_plain_date_has_no_leading_zeros():
    assert plain_date(DAY) == "2026年11月21日"
    assert plain_date(date(2026, 1, 5)) == "2026年1月5日"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (DAY, "二〇二六年十一月二十一日"),
        (date(2000, 1, 1), "二〇〇〇年一月一日"),
        (date(2010, 10, 10), "二〇一〇年十月十日"),
        (date(2019, 12, 30), "二〇一九年十二月三十日"),
        (date(2024, 2, 20), "二〇二四年二月二十日"),
    ],
)
def test_a_formal_date_is_in_words_with_the_right_zero(day, words):
    assert formal_date(day) == words
    assert "\u3007" in words


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21",
        "2026/11/21",
        "2026.11.21",
        "20261121",
        "2026年11月21日",
        "二〇二六年十一月二十一日",
        "２０２６年１１月２１日",
        " 2026 年 11 月 21 日 ",
        "二零二六年十一月廿一日",
        "2026-11-21 08:30:00",
        "2026-11-21T08:30",
        "46347",
        46347,
        46347.0,
        46347.354,
        20261121,
        20261121.0,
        DAY,
        datetime(2026, 11, 21, 8, 30),
    ],
)
def test_a_date_is_read_as_people_and_spreadsheets_write_it(text):
    assert read_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "2026-02-29",
        "2026-13-01",
        "2026.11",
        "二〇二六年十三月一日",
        "二〇二六年一月三十二日",
        "2026",
        2026,
        "长期",
        True,
        float("nan"),
        float("inf"),
        1e300,
        -5,
        99,
        "533522198501069830",
        "11/21/2026",
    ],
)
def test_what_names_no_day_is_not_read_as_one(text):
    assert read_date(text) is None


@given(
    DAYS,
    st.sampled_from([plain_date, formal_date, str, "{0:%Y/%m/%d}".format, "{0:%Y.%m.%d}".format, "{0:%Y%m%d}".format]),
)
def test_every_way_of_writing_a_day_is_read_back(day, write):
    assert read_date(write(day)) == day


@given(DAYS)
def test_a_spreadsheet_serial_is_the_day_it_shows(day):
    serial = (day - date(1899, 12, 30)).days

    assert read_date(serial) == read_date(float(serial)) == read_date(str(serial)) == day


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.none()))
def test_whatever_stands_in_the_cell_the_reader_answers(cell):
    assert read_date(cell) is None or read_date(cell) >= date(1, 1, 1)


@given(DAYS)
def test_later_days_have_later_serials(day):
    assert read_date(str(day + timedelta(days=1))) - read_date(str(day)) == timedelta(days=1)
