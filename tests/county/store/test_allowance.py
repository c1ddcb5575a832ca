"""A station brings no more in a day than any honest one does: the rest waits, officers see it, and nothing is lost."""

from dataclasses import replace

import pytest

from app.county.readings.health import station_health
from app.county.readings.wants import wants
from app.county.store import allowance
from app.county.store.allowance import (
    LEAST,
    Account,
    Allowance,
    AllowanceTooSmall,
    Brought,
    StationOverAllowance,
    set_allowance,
)
from tests.county.store.makers import Pc, Post

FEW = Allowance(20, 1, 1)


@pytest.fixture
def strict(county: Post, monkeypatch: pytest.MonkeyPatch) -> Post:
    """A county that allows so little that a test comes up against it."""
    monkeypatch.setattr(allowance, "LEAST", Allowance(1, 1, 1))
    allow(county, FEW)
    return county


def allow(county: Post, wanted: Allowance) -> None:
    with county.register.deed(county.clock.now(), "李主任") as deed:
        set_allowance(deed, wanted)


def looked_at(county: Post) -> bool:
    """Whether the station's page and the overview say, both or neither, that somebody should look."""
    now = county.clock.now()
    with county.register.reading() as session:
        health = station_health(session, county.county_id, now)
        titles = [each.title for each in wants(session, county.county_id, now) if each.look == "bad"]
    is_wanted = any("上报的数量异常地多" in title for title in titles)
    assert is_wanted == any(each.is_suspicious for each in health)
    return is_wanted


def bring(county: Post, pc: Pc, count: int) -> None:
    for _ in range(count):
        pc.trainee()
    county.deliver(pc)


def test_what_is_over_a_days_allowance_waits_for_the_next_day_and_officers_are_told(strict: Post, pc: Pc) -> None:
    bring(strict, pc, 19)
    first = looked_at(strict)

    with pytest.raises(StationOverAllowance):
        bring(strict, pc, 5)

    assert (strict.count(), first) == (20, True)
    strict.clock.advance(days=1)
    strict.deliver(pc)
    assert (strict.count(), looked_at(strict)) == (25, True)
    strict.clock.advance(days=20)
    assert not looked_at(strict)


def test_a_day_below_it_is_nothing_to_look_at_and_each_station_has_its_own(strict: Post, pc: Pc) -> None:
    other = strict.pc("530921102")

    bring(strict, pc, 12)
    bring(strict, other, 12)

    assert (strict.count(), looked_at(strict)) == (26, False)


def test_few_entries_that_weigh_much_come_up_against_it_as_well(strict: Post, pc: Pc) -> None:
    pc.trainee(note="重" * 400_000)
    strict.deliver(pc)
    pc.trainee()

    with pytest.raises(StationOverAllowance):
        strict.deliver(pc)

    assert looked_at(strict)


def test_what_came_before_is_not_counted_twice_and_a_question_that_brings_nothing_is_answered(
    strict: Post, pc: Pc
) -> None:
    bring(strict, pc, 15)
    for _ in range(3):
        strict.round(pc, [pc.batch(strict.county_id)])
    bring(strict, pc, 4)

    answer = strict.round(pc)

    assert (strict.count(), [mark.seq for mark in answer.heads]) == (20, [20])


def test_once_more_is_allowed_the_rest_comes_on_the_same_day(strict: Post, pc: Pc) -> None:
    bring(strict, pc, 19)
    with pytest.raises(StationOverAllowance):
        bring(strict, pc, 5)

    allow(strict, replace(FEW, entries=30))

    strict.deliver(pc)
    assert strict.count() == 25


def test_no_officer_can_allow_less_than_a_rebuilt_pc_brings_in_a_day(county: Post) -> None:
    rebuilt = Brought("2026-11-21", 170_000, 70 * allowance.MEGABYTE)

    with pytest.raises(AllowanceTooSmall):
        allow(county, replace(Allowance(), entries=LEAST.entries - 1))

    assert not Account(rebuilt, LEAST).is_full
    assert Account(rebuilt, FEW).is_full
