"""What the certificates want done, and what the station wants: counted as the register and the journal stand."""

from datetime import date, timedelta

import pytest

from app.ledger.backing_up import back_up
from app.ledger.blank_stock import receive_blanks
from app.ledger.certificate_events import void
from app.ledger.correcting import correct
from app.ledger.hand_out import Collection, hand_out, undo_hand_out
from app.ledger.home_today import today
from app.ledger.issuing import Order, issue
from app.ledger.printing import start_job
from app.ledger.sheet_results import Seen, confirm, drop_waiting
from app.ledger.today_certificates import NumbersLeft
from app.ledger.today_station import glance
from app.models.journal import head_of
from app.models.opening import mint_replica
from tests.certificates.conftest import county, enrolled, press, station  # noqa: F401 - fixtures
from tests.makers import add_trainee
from tests.makers_certificates import QUICK, add_to_class, issued_class, make_class, unpressed

SEEN = Collection(id_checked=True)


def found(ledger):
    return today(ledger).certificates


def graduated(ledger, people: int = 3, **more):
    made = make_class(ledger, people, **more)
    from app.models.training import TrainingClass

    with ledger.change("graduate") as change:
        change.get(TrainingClass, made.id).status = "graduated"
    return made


def counts(rows) -> list[tuple[str, int]]:
    return [(row.class_id, row.count) for row in rows]


def test_who_completed_a_class_waits_for_a_certificate_until_it_is_issued(station):  # noqa: F811
    made = graduated(station)
    before = found(station)

    issue(station, QUICK, Order(class_id=made.id))
    add_to_class(station, made, "新来")

    assert counts(before.to_issue) == [(made.id, 3)]
    assert counts(found(station).to_issue) == [(made.id, 1)]
    assert counts(found(station).to_print) == [(made.id, 3)]


def test_a_voided_certificate_is_asked_for_neither_again_nor_on_paper(station):  # noqa: F811
    made = graduated(station)
    issued = issue(station, QUICK, Order(class_id=made.id))

    void(station, issued.certificates[0].number, "发错了人", paper_returned=True)

    assert found(station).to_issue == ()
    assert counts(found(station).to_print) == [(made.id, 2)]


def test_a_job_waits_until_every_sheet_was_seen_and_its_dropped_sheets_are_to_be_printed_again(station):  # noqa: F811
    made, _ = issued_class(station, 4, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    begun = found(station)

    confirm(station, job.id, Seen(good_to="3"))
    some = found(station)
    drop_waiting(station, job.id, "改天再印")

    assert (begun.to_print, [(each.id, each.waiting) for each in begun.jobs]) == ((), [(job.id, 4)])
    assert [each.waiting for each in some.jobs] == [1]
    assert counts(some.to_hand_out) == [(made.id, 3)]
    assert found(station).jobs == ()
    assert counts(found(station).to_print) == [(made.id, 1)]


def test_a_certificate_waits_for_its_holder_until_it_is_collected_and_again_when_that_is_undone(station):  # noqa: F811
    made, issued = issued_class(station, 3, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))
    numbers = [row.number for row in issued.certificates]
    steps = []

    for deed in (
        lambda: hand_out(station, numbers[:2], SEEN),
        lambda: undo_hand_out(station, numbers[0], "认错了人"),
        lambda: hand_out(station, numbers[:1], SEEN),
        lambda: void(station, numbers[2], "发错了人", paper_returned=True),
    ):
        deed()
        steps.append(sum(each.count for each in found(station).to_hand_out))

    assert steps == [1, 2, 1, 0]


def test_what_replaces_a_corrected_certificate_is_to_be_printed_and_handed_out(station):  # noqa: F811
    made, issued = issued_class(station, 2, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))
    hand_out(station, [row.number for row in issued.certificates], SEEN)

    correct(station, QUICK, issued.certificates[0].number, "姓名有误", given={"name": "罗正翔"}, paper_returned=True)

    assert counts(found(station).to_print) == [(made.id, 1)]
    assert found(station).to_hand_out == ()


def test_blanks_run_low_before_they_run_out(station):  # noqa: F811
    unknown = found(station).blanks
    receive_blanks(station, "completion", 25)
    enough = found(station).blanks
    made, _ = issued_class(station, 8, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(good_to="6"))

    [few] = found(station).blanks

    assert (unknown, enough) == ((), ())
    assert (few.left, few.wanted, few.kind) == (19, 2, "completion")


def test_numbers_are_low_from_a_fifth_on(ledger, station, county):  # noqa: F811
    nothing = found(ledger).numbers
    plenty = found(station).numbers

    county.enrol(ledger, serials=5)
    issued_class(ledger, 4, QUICK)

    assert nothing == NumbersLeft(0, 0, is_low=True)
    assert plenty == NumbersLeft(1000, 1000, is_low=False)
    assert found(ledger).numbers == NumbersLeft(1, 5, is_low=True)


def test_every_entry_of_every_replica_waits_for_the_county_and_the_oldest_day_is_known(ledger, clock):
    before = glance(ledger).outbox
    clock.time += timedelta(days=3)
    with ledger.engine.connect() as connection:
        head = head_of(connection, ledger.standing.replica)
    mint_replica(ledger, "restore", head)
    add_trainee(ledger)

    after = glance(ledger)

    with ledger.engine.connect() as connection:
        entries = connection.exec_driver_sql("select count(*) from journal").scalar()
    assert after.outbox.entries == entries > before.entries
    assert after.outbox.oldest_on == before.oldest_on == date(2026, 11, 21)
    assert after.day == date(2026, 11, 24)


def test_the_glance_names_the_station_once_the_county_did(ledger, station):  # noqa: F811
    assert (glance(ledger).is_enrolled, glance(ledger).station_name) == (False, "")
    assert (glance(station).is_enrolled, glance(station).county_name) == (True, "凤庆县")


def test_the_newest_backup_counts(ledger, clock):
    none = today(ledger).station.backed_up_on
    back_up(ledger)
    clock.time += timedelta(days=2)
    back_up(ledger)
    (ledger.places.backups / "ledger-20990101-000000.part").touch()

    assert none is None
    assert today(ledger).station.backed_up_on == date(2026, 11, 23)


@pytest.mark.parametrize("name", ["ledger-2026112x-000000.xxbackup", "ledger-00000000-000000.xxbackup"])
def test_a_file_with_an_odd_name_is_no_backup(ledger, name):
    ledger.places.backups.mkdir()
    (ledger.places.backups / name).touch()

    assert today(ledger).station.backed_up_on is None
