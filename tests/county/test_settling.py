"""A field that was changed twice is settled by the first officer who says so, for the two entries he has seen."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.readings.unsettled import ClashLine, clashes, count_open_clashes
from app.county.settling import ClashMark, NoSuchClash
from app.county.store.tables import ClashRow

OLDER, NEWER = (ClashMark("station", "after", seq, "phone", "before", 1) for seq in (2, 3))


@pytest.fixture
def desk(office: CountyOffice, clock: SetClock) -> CountyOffice:
    """A county where two fields were changed twice."""
    with office.register.deed(clock.now(), "") as deed:
        for since, mark in enumerate((OLDER, NEWER), 1):
            row = ClashRow(county_id=deed.county.id, entity="trainee", row_id="row", since=since * 1000)
            for name in ClashMark.__dataclass_fields__:
                setattr(row, name, getattr(mark, name))
            deed.session.add(row)
    return office


def listed(office: CountyOffice, clock: SetClock) -> tuple[ClashLine, ...]:
    with office.register.reading() as session:
        return clashes(session, office.county().id, clock.now().tzinfo, 10, 0)


def still_open(office: CountyOffice) -> int:
    with office.register.reading() as session:
        return count_open_clashes(session, office.county().id)


def test_open_conflicts_come_first_and_a_settled_one_keeps_the_first_name(desk: CountyOffice, clock: SetClock) -> None:
    before = [line.mark for line in listed(desk, clock)]

    desk.seat("王登记").settle_clash(NEWER)
    settled_at = clock.now()
    clock.advance(hours=1)
    desk.seat("周登记").settle_clash(NEWER)

    after = listed(desk, clock)
    assert (before, [line.mark for line in after]) == ([NEWER, OLDER], [OLDER, NEWER])
    assert [(line.settled_by, line.settled_at) for line in after] == [("", None), ("王登记", settled_at)]
    assert still_open(desk) == 1
    assert [line.officer for line in desk.audit() if line.action == "clash_settled"] == ["王登记"]


def test_what_is_not_there_or_has_another_value_now_is_not_settled(desk: CountyOffice) -> None:
    for mark in (replace(OLDER, owner="other"), replace(OLDER, before_seq=9), replace(OLDER, after_seq=2**63 - 1)):
        with pytest.raises(NoSuchClash):
            desk.settle_clash(mark)

    assert still_open(desk) == 2


def test_a_settled_conflict_is_open_again_when_another_value_comes_between(desk: CountyOffice, clock: SetClock) -> None:
    desk.settle_clash(OLDER)
    with desk.register.writing() as session:
        session.execute(update(ClashRow).where(ClashRow.after_seq == OLDER.after_seq).values(before_seq=7))

    assert {line.settled_by for line in listed(desk, clock)} == {""}
    desk.settle_clash(replace(OLDER, before_seq=7))
    assert still_open(desk) == 1
