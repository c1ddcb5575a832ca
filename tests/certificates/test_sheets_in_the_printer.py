"""What the printer was given and nobody has judged yet: jams, scans, lost runs, and the serial on each blank."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.atomic_file import FileNotWritable
from app.ledger.blank_pile import SerialUsed, serial_after
from app.ledger.blank_stock import blank_counts, receive_blanks, spoil_blanks
from app.ledger.certificate_events import ReasonMissing, void
from app.ledger.certificate_register import CertificateNotGood, NoSuchCertificate
from app.ledger.checking import check_ledger
from app.ledger.class_rows import list_classes
from app.ledger.print_jobs import NoSuchJob, PaperLayers, SheetState, find_job
from app.ledger.print_jobs_board import Stand, job_board
from app.ledger.print_jobs_sent import take_back_sent
from app.ledger.print_offsets import PrintOffset, set_offset
from app.ledger.printing import Paper, resume_job, start_job
from app.ledger.sheet_results import Seen, confirm
from app.ledger.sheet_results_jam import NothingInPrinter, TooManySpoiled, note_jam
from app.ledger.sheet_results_scan import ScanKind, take_scan
from app.models.certificate_numbers import DEFAULT_PATTERN, CertificateNumberMistyped, compose
from app.models.opening import open_ledger
from tests.conftest import LOGIN
from tests.makers_certificates import QUICK, issued_class, unpressed

UNKNOWN = compose(DEFAULT_PATTERN, county="530921", station="101", year=2026, serial=9999)
A101 = Paper(first_serial="A101")


@pytest.fixture
def issued(station):
    """A class of five with numbered blanks in the cupboard; nothing printed."""
    receive_blanks(station, "completion", 50, serials=("A101", "A150"))
    return issued_class(station, 5, QUICK)


@pytest.fixture
def job(station, issued):
    """All five in the printer, on blanks from A101 on."""
    return start_job(station, QUICK, unpressed, class_id=issued[0].id, paper=A101)


def stands(ledger, job) -> list[str]:
    return [str(line.stand) for line in job_board(ledger, job.id).lines]


def papers(ledger, job) -> list[tuple[int, str, str]]:
    return [(line.position, str(line.stand), line.paper_serial) for line in job_board(ledger, job.id).lines]


def test_a_sheet_is_in_the_printer_until_somebody_judges_it(station, issued):
    job = start_job(station, QUICK, unpressed, class_id=issued[0].id, only=[1, 2])
    begun = stands(station, job)

    confirm(station, job.id, Seen(good=("1",), spoiled=("2",)), "卡纸")

    assert begun == ["sent", "sent", "to_print", "to_print", "to_print"]
    assert stands(station, job) == ["good", "spoiled", "to_print", "to_print", "to_print", "to_print"]


def test_what_the_printer_had_is_known_after_the_program_was_closed(station, job, clock):
    folder = station.places.folder
    station.close()

    with open_ledger(folder, LOGIN, clock) as later:
        assert stands(later, job) == ["sent"] * 5


def test_a_run_that_could_not_be_drawn_is_in_no_printer(station, issued):
    def fail(_: object) -> None:
        raise FileNotWritable(file="x", reason="y")

    job = start_job(station, QUICK, unpressed, class_id=issued[0].id, only=[1])
    with pytest.raises(FileNotWritable):
        resume_job(station, QUICK, fail, job.id, only=[2, 3])

    assert stands(station, job)[:3] == ["sent", "to_print", "to_print"]


def test_each_blank_keeps_the_serial_it_had_in_the_tray_in_whatever_order_sheets_are_judged(station, job):
    for place in (5, 2, 4, 1, 3):
        confirm(station, job.id, Seen(good=(str(place),)))

    assert papers(station, job) == [(place, "good", f"A10{place}") for place in range(1, 6)]
    assert check_ledger(station).is_sound


def test_what_the_printer_did_not_take_costs_nothing_and_frees_its_serials(station, job):
    confirm(station, job.id, Seen(good=("1",)))

    take_back_sent(station, job.id, [2, 3])
    rest = take_back_sent(station, job.id)

    (outlook,) = job_board(station, job.id).blanks
    assert stands(station, job) == ["good", *["to_print"] * 4]
    assert rest.count(SheetState.WAITING) == 4
    assert outlook.next_serial == "A102"


def test_the_next_serial_is_one_that_lies_in_no_printer(station, issued):
    job = start_job(station, QUICK, unpressed, class_id=issued[0].id, only=[1, 2], paper=A101)

    (outlook,) = job_board(station, job.id).blanks

    assert outlook.next_serial == "A103"


def test_a_sheet_that_was_never_told_a_serial_takes_none_that_lies_in_a_printer(station, issued):
    job = start_job(station, QUICK, unpressed, class_id=issued[0].id, only=[2, 3], paper=A101)

    confirm(station, job.id, Seen(good=("1",)))
    confirm(station, job.id, Seen(everything=True))

    good = {position: serial for position, stand, serial in papers(station, job) if stand == "good"}
    assert (good[1], good[2], good[3]) == ("A103", "A101", "A102")
    assert len(set(good.values())) == 5


def test_a_serial_that_was_accounted_for_is_refused_before_anything_is_drawn(station, issued):
    spoil_blanks(station, "completion", 1, "受潮", serial="A103")
    drawn = []

    with pytest.raises(SerialUsed):
        start_job(station, QUICK, drawn.append, class_id=issued[0].id, paper=A101)

    assert drawn == []


def test_the_rest_may_go_to_another_printer_with_its_own_offset(station, job):
    set_offset(station, "B", "", PrintOffset(1.0, 2.0))
    take_back_sent(station, job.id)
    drawn = []

    done = resume_job(
        station, QUICK, drawn.append, job.id, only=[1], paper=Paper(PaperLayers.OVERPRINT, "B", "Manual", None, "A120")
    )

    (run,) = drawn
    assert (done.printer, done.tray, done.layers, done.offset) == ("B", "Manual", "overprint", PrintOffset(1.0, 2.0))
    assert (run.positions, run.job.printer) == ((1,), "B")
    assert papers(station, job)[0] == (1, "sent", "A120")


def test_a_jam_leaves_good_sheets_good_spoils_blanks_and_prints_the_rest_again(station, job):
    done = note_jam(station, job.id, 2, 1, "卡纸")

    assert papers(station, job) == [
        (1, "good", "A101"),
        (2, "good", "A102"),
        (3, "spoiled", "A103"),
        (3, "to_print", ""),
        (4, "to_print", ""),
        (5, "to_print", ""),
    ]
    assert not done.is_done


@pytest.mark.parametrize(
    ("last", "spoiled", "good", "used", "ruined"),
    [(0, 0, 0, 0, 0), (0, 2, 0, 0, 2), (5, 0, 5, 5, 0), (5, 1, 5, 5, 1), (4, 3, 4, 4, 3)],
    ids=["nothing came", "two torn", "all good", "one too many taken", "more torn than sheets left"],
)
def test_a_jam_accounts_for_every_blank(station, job, last, spoiled, good, used, ruined):
    done = note_jam(station, job.id, last, spoiled, "卡纸")

    (count,) = blank_counts(station)
    assert (done.count(SheetState.GOOD), count.used, count.spoiled) == (good, used, ruined)
    assert check_ledger(station).is_sound


@pytest.mark.parametrize(
    ("spoiled", "reason", "refusal"),
    [(1, " ", ReasonMissing), (101, "卡纸", TooManySpoiled), (-1, "卡纸", TooManySpoiled)],
)
def test_a_jam_without_a_reason_or_with_an_odd_count_changes_nothing(station, job, spoiled, reason, refusal):
    with pytest.raises(refusal):
        note_jam(station, job.id, 2, spoiled, reason)

    assert stands(station, job) == ["sent"] * 5


def test_nothing_can_jam_that_is_in_no_printer(station, job):
    take_back_sent(station, job.id)

    with pytest.raises(NothingInPrinter):
        note_jam(station, job.id, 2, 1, "卡纸")
    with pytest.raises(NoSuchJob):
        note_jam(station, "nosuch", 2, 1, "卡纸")


def test_sheets_that_were_not_sent_are_no_part_of_a_jam(station, issued):
    job = start_job(station, QUICK, unpressed, class_id=issued[0].id, only=[2, 4])

    note_jam(station, job.id, 3, 1, "卡纸")

    assert stands(station, job) == ["to_print", "good", "to_print", "spoiled", "to_print", "to_print"]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2)), max_size=4))
def test_after_any_jams_every_certificate_has_one_good_sheet_and_every_blank_one_fate(station, jams):
    made, _ = issued_class(station, 5, QUICK, code=f"K{len(list_classes(station))}")
    before, beyond = blanks_gone(station), 0
    job = start_job(station, QUICK, unpressed, class_id=made.id)

    for last, spoiled in jams:
        given_now = job_board(station, job.id).at(Stand.SENT)
        if given_now:
            beyond += max(0, spoiled - sum(line.position > last for line in given_now))
            note_jam(station, job.id, last, spoiled, "卡纸")
        if job_board(station, job.id).at(Stand.TO_PRINT):
            resume_job(station, QUICK, unpressed, job.id)
    if not find_job(station, job.id).is_done:
        confirm(station, job.id, Seen(everything=True))

    done = find_job(station, job.id)
    good = [sheet.number for sheet in done.sheets if sheet.state is SheetState.GOOD]
    assert len(good) == len(set(good)) == 5
    assert blanks_gone(station) - before == 5 + done.count(SheetState.SPOILED) + beyond


def blanks_gone(ledger) -> int:
    """Blanks printed on or spoiled."""
    return sum(count.used + count.spoiled for count in blank_counts(ledger))


def test_a_scan_of_the_code_makes_the_sheet_good(station, job, issued):
    text = issued[1].certificates[2].credential_text

    first = take_scan(station, job.id, text)
    again = take_scan(station, job.id, f" {text}\n")

    assert (first.kind, first.position, first.name) == (ScanKind.GOOD, 3, issued[1].certificates[2].name)
    assert again.kind is ScanKind.TWICE
    assert stands(station, job) == ["sent", "sent", "good", "sent", "sent"]


def test_the_number_may_be_typed_with_spaces(station, job, issued):
    number = issued[1].certificates[0].number

    answer = take_scan(station, job.id, f"{number[:4]} {number[4:]}")

    assert (answer.kind, answer.position) == (ScanKind.GOOD, 1)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [("53092110126000011", CertificateNumberMistyped), (UNKNOWN, NoSuchCertificate)],
)
def test_a_number_that_is_wrong_or_unknown_is_refused(station, job, typed, refusal):
    with pytest.raises(refusal):
        take_scan(station, job.id, typed)

    assert stands(station, job) == ["sent"] * 5


def test_a_code_that_does_not_verify_marks_nothing(station, job, issued):
    first, second, *_ = issued[1].certificates
    void(station, second.number, "误签发")

    altered = take_scan(station, job.id, first.credential_text[:-3] + "000")
    ended = take_scan(station, job.id, second.credential_text)

    assert (altered.kind, ended.kind) == (ScanKind.NOT_VALID, ScanKind.NOT_VALID)
    assert job_board(station, job.id).at(Stand.GOOD) == ()


def test_a_sheet_of_another_job_is_named_by_its_title(station, job):
    other, issued = issued_class(station, 1, QUICK, code="2026-09")
    start_job(station, QUICK, unpressed, class_id=other.id)

    answer = take_scan(station, job.id, issued.certificates[0].credential_text)

    assert answer.kind is ScanKind.OTHER
    assert "2026-09" in answer.sentence


def test_the_board_knows_the_class_unless_the_job_is_of_several(station, issued):
    other, more = issued_class(station, 1, QUICK, code="2026-09")
    numbers = [issued[1].certificates[0].number, more.certificates[0].number]

    mixed = start_job(station, QUICK, unpressed, numbers=numbers)
    one = start_job(station, QUICK, unpressed, class_id=issued[0].id)

    assert job_board(station, mixed.id).class_id == ""
    assert job_board(station, one.id).class_id == issued[0].id
    assert (job_board(station, one.id).sheets, other.id != issued[0].id) == (4, True)


def test_a_serial_after_one_without_digits_is_none():
    assert (serial_after("A9"), serial_after("特A09", 2), serial_after("无号")) == ("A10", "特A11", "")


def test_a_voided_certificate_leaves_the_printer_and_cannot_be_reprinted(station, job, issued):
    number = issued[1].certificates[0].number

    void(station, number, "误签发")

    assert stands(station, job)[0] == "dropped"
    with pytest.raises(CertificateNotGood):
        start_job(station, QUICK, unpressed, numbers=[number])
