"""The comings and goings of blanks as a clerk would write them down."""

from datetime import date

from app.ledger.blank_history import BlankEntry, blank_history
from app.ledger.blank_stock import receive_blanks, return_blanks, spoil_blanks
from app.ledger.printing import Paper, start_job
from app.ledger.sheet_results import Seen, confirm
from tests.makers_certificates import QUICK, issued_class, unpressed

TODAY = date(2026, 11, 21)


def told(entry: BlankEntry) -> tuple[str, int, str, str]:
    return entry.what, entry.sheets, entry.first_serial, entry.last_serial


def test_a_run_of_serials_is_one_line_and_the_newest_comes_first(station):
    receive_blanks(station, "completion", 30, on=date(2026, 11, 1), serials=("A01", "A30"), source="县局")
    made, _ = issued_class(station, 12, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id, paper=Paper(first_serial="A01"))

    confirm(station, job.id, Seen(good_to="7", spoiled=("8",)), "卡纸")
    return_blanks(station, "completion", 2, "交回", serial="A29")

    assert [told(entry) for entry in blank_history(station)] == [
        ("returned", 2, "A29", "A30"),
        ("spoiled", 1, "A08", "A08"),
        ("used", 7, "A01", "A07"),
        ("received", 30, "A01", "A30"),
    ]
    assert blank_history(station)[1].note == "卡纸"


def test_a_sheet_that_turned_out_spoiled_shows_as_taken_back(station):
    receive_blanks(station, "completion", 5, serials=("A1", "A5"))
    made, _ = issued_class(station, 1, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))

    confirm(station, job.id, Seen(spoiled=("1",)), "墨迹未干")

    entries = {(entry.what, entry.sheets) for entry in blank_history(station)}
    assert entries == {("received", 5), ("used", 1), ("used", -1), ("spoiled", 1)}


def test_blanks_without_serials_are_counted_together(station):
    receive_blanks(station, "training_pass", 9)

    spoil_blanks(station, "training_pass", 3, "受潮")

    assert [told(entry) for entry in blank_history(station)] == [
        ("spoiled", 3, "", ""),
        ("received", 9, "", ""),
    ]
    assert {entry.on_day for entry in blank_history(station)} == {TODAY}
