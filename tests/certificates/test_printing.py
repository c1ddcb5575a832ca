import io
from collections import Counter
from itertools import islice

import pytest
from pypdf import PdfReader

from app.documents.atomic_file import FileNotWritable
from app.documents.scanning import read_codes, read_pages
from app.ledger.blank_pile import SerialUsed
from app.ledger.blank_stock import blank_counts, blank_deliveries, receive_blanks, spoil_blanks
from app.ledger.certificate_events import ReasonMissing, void
from app.ledger.certificate_register import CertificateNotGood, list_certificates
from app.ledger.checking import check_ledger
from app.ledger.hand_out import Collection, hand_out
from app.ledger.print_jobs import (
    NoOpenJob,
    PaperLayers,
    SeveralOpenJobs,
    SheetState,
    find_job,
    list_jobs,
)
from app.ledger.print_offsets import (
    OffsetImplausible,
    PrinterUnnamed,
    PrintOffset,
    list_offsets,
    remembered_offset,
    set_offset,
)
from app.ledger.printing import (
    AlreadyPrinted,
    NothingLeft,
    NothingToPrint,
    NotPrintedYet,
    Paper,
    reprint,
    resume_job,
    start_job,
)
from app.ledger.sheet_results import HandedOutAlready, NoSuchSheet, NothingConfirmed, Seen, confirm, drop_waiting
from tests.documents.makers import without_blanks
from tests.makers_certificates import PRINTER, QUICK, PressToFile, issued_class, pressed, unpressed


def page_texts(path):
    return [without_blanks(page.extract_text()) for page in PdfReader(path).pages]


def counts_of(ledger):
    (count,) = blank_counts(ledger)
    return (count.received, count.used, count.spoiled, count.left)


@pytest.fixture
def printed(station, press):
    """A class of three with every sheet good."""
    made, issued = issued_class(station, 3)
    job = start_job(station, PRINTER, press, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))
    return made, [row.number for row in issued.certificates]


def test_graduation_day_survives_a_paper_jam(station, press):
    made, issued = issued_class(station, 60)
    numbers = [row.number for row in issued.certificates]
    receive_blanks(station, "completion", 100, serials=("YN0000101", "YN0000200"))

    job = start_job(station, PRINTER, press, class_id=made.id)
    jammed = confirm(station, job.id, Seen(good_to="22", spoiled=("23", "24")), "卡纸")
    resumed = resume_job(station, PRINTER, press)
    done = confirm(station, resumed.id, Seen(everything=True))

    assert [run.positions for run in press.runs] == [tuple(range(1, 61)), tuple(range(23, 61))]
    assert (jammed.count(SheetState.GOOD), jammed.count(SheetState.SPOILED)) == (22, 2)
    assert [page.number for page in press.runs[1].pages] == numbers[22:]
    codes = [text for texts in islice(read_pages(press.newest()), 3) for text in texts]
    assert codes == [row.credential_text for row in issued.certificates[22:25]]
    assert len(PdfReader(press.newest()).pages) == 38
    good = [sheet for sheet in done.sheets if sheet.state is SheetState.GOOD]
    spoiled = [sheet for sheet in done.sheets if sheet.state is SheetState.SPOILED]
    assert Counter(sheet.number for sheet in good) == dict.fromkeys(numbers, 1)
    assert [(sheet.number, sheet.paper_serial) for sheet in spoiled] == [
        (numbers[22], "YN0000123"),
        (numbers[23], "YN0000124"),
    ]
    assert sorted(sheet.paper_serial for sheet in (*good, *spoiled)) == [f"YN0000{101 + n}" for n in range(62)]
    assert [sheet.paper_serial for sheet in good if sheet.position in (22, 23, 24, 25)] == [
        "YN0000122",
        "YN0000125",
        "YN0000126",
        "YN0000127",
    ]
    assert counts_of(station) == (100, 60, 2, 38)
    assert done.is_done
    assert all(row.is_printed for row in list_certificates(station))
    assert check_ledger(station).is_sound


def test_pages_come_in_the_order_of_the_roster(station, press):
    made, issued = issued_class(station, 4)

    start_job(station, PRINTER, press, class_id=made.id)

    texts = page_texts(press.newest())
    assert [row.number in text for row, text in zip(issued.certificates, texts, strict=True)] == [True] * 4


def test_a_job_may_begin_at_a_later_sheet_and_the_first_ones_still_wait(station, press):
    made, _ = issued_class(station, 5, QUICK)

    job = start_job(station, QUICK, press, class_id=made.id, start_at=4)
    confirm(station, job.id, Seen(good=("4", "5")))
    resume_job(station, QUICK, press, job.id)

    assert [run.positions for run in press.runs] == [(4, 5), (1, 2, 3)]


def test_the_last_good_sheet_may_be_named_by_the_number_on_it(station):
    made, issued = issued_class(station, 4, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)

    done = confirm(station, job.id, Seen(good_to=issued.certificates[2].number))

    assert [sheet.state for sheet in done.sheets] == ["good", "good", "good", "waiting"]


def test_a_sheet_thought_good_can_turn_out_spoiled_and_the_blanks_still_add_up(station):
    made, _ = issued_class(station, 3, QUICK)
    receive_blanks(station, "completion", 10, serials=("A001", "A010"))
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))

    confirm(station, job.short_id, Seen(spoiled=("2",)), "墨迹未干")
    resume_job(station, QUICK, unpressed)
    done = confirm(station, "", Seen(everything=True))

    assert [(sheet.position, sheet.state, sheet.paper_serial) for sheet in done.sheets] == [
        (1, "good", "A001"),
        (2, "spoiled", "A002"),
        (2, "good", "A004"),
        (3, "good", "A003"),
    ]
    assert counts_of(station) == (10, 3, 1, 6)


def test_a_sheet_that_was_handed_out_cannot_be_called_spoiled(station, printed):
    _, numbers = printed
    hand_out(station, numbers[:1], Collection(id_checked=True))

    with pytest.raises(HandedOutAlready):
        confirm(station, list_jobs(station)[0].id, Seen(spoiled=(numbers[0],)))

    assert list_certificates(station)[0].is_printed


def test_blanks_put_in_from_elsewhere_are_named_by_their_first_serial(station):
    made, _ = issued_class(station, 2, QUICK)
    receive_blanks(station, "completion", 10, serials=("A001", "A010"))
    job = start_job(station, QUICK, unpressed, class_id=made.id)

    done = confirm(station, job.id, Seen(everything=True, first_paper="A007"))

    assert [sheet.paper_serial for sheet in done.sheets] == ["A007", "A008"]


def test_the_same_blank_is_not_accounted_for_twice(station):
    made, _ = issued_class(station, 2, QUICK)
    receive_blanks(station, "completion", 10, serials=("A001", "A010"))
    spoil_blanks(station, "completion", 1, "受潮", serial="A003")
    job = start_job(station, QUICK, unpressed, class_id=made.id)

    with pytest.raises(SerialUsed):
        confirm(station, job.id, Seen(everything=True, first_paper="A002"))

    assert find_job(station).count(SheetState.WAITING) == 2
    assert counts_of(station) == (10, 0, 1, 9)


def test_printing_without_any_delivery_entered_shows_what_is_missing(station, printed):
    assert printed
    assert counts_of(station) == (0, 3, 0, -3)
    assert blank_deliveries(station) == []


@pytest.mark.parametrize(
    "seen", [Seen(good_to="9"), Seen(spoiled=("9",)), Seen(good=("53092110126000010",)), Seen(good_to="x")]
)
def test_a_sheet_that_is_not_in_the_job_is_refused_and_nothing_is_entered(station, press, seen):
    made, _ = issued_class(station, 3, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(spoiled=("1",)))
    void(station, job.sheets[0].number, "作废")

    with pytest.raises(NoSuchSheet):
        confirm(station, job.id, seen)

    assert find_job(station).count(SheetState.GOOD) == 0


def test_confirming_without_saying_anything_is_refused(station):
    made, _ = issued_class(station, 1, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)

    with pytest.raises(NothingConfirmed):
        confirm(station, job.id, Seen())


def test_nothing_is_printed_twice_by_starting_again(station, press):
    made, _ = issued_class(station, 2, QUICK)
    job = start_job(station, QUICK, press, class_id=made.id)

    with pytest.raises(NothingToPrint) as waiting:
        start_job(station, QUICK, press, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))
    with pytest.raises(NothingToPrint) as printed:
        start_job(station, QUICK, press, class_id=made.id)
    with pytest.raises(AlreadyPrinted):
        start_job(station, QUICK, press, numbers=[job.sheets[0].number])
    with pytest.raises(NothingLeft):
        resume_job(station, QUICK, press, job.id)

    assert waiting.value.figures == {"printed": 0, "waiting": 2}
    assert printed.value.figures == {"printed": 2, "waiting": 0}
    assert len(press.runs) == 1


def test_a_job_given_up_frees_its_certificates_for_another(station):
    made, _ = issued_class(station, 2, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(good_to="1"))

    drop_waiting(station, job.id, "换打印机")
    second = start_job(station, QUICK, unpressed, class_id=made.id)

    assert [sheet.number for sheet in second.sheets] == [job.sheets[1].number]


def test_a_pdf_that_cannot_be_written_begins_no_job(station, tmp_path):
    made, _ = issued_class(station, 2)

    with pytest.raises(FileNotWritable):
        start_job(station, PRINTER, PressToFile(tmp_path / "missing" / "folder"), class_id=made.id)

    assert list_jobs(station) == []


def test_a_voided_certificate_is_not_printed_and_leaves_the_jobs_it_waited_in(station, press):
    made, issued = issued_class(station, 3, QUICK)
    job = start_job(station, QUICK, press, class_id=made.id)
    void(station, issued.certificates[1].number, "重复登记")

    resume_job(station, QUICK, press, job.id)

    assert press.runs[-1].positions == (1, 3)
    with pytest.raises(CertificateNotGood):
        start_job(station, QUICK, press, numbers=[issued.certificates[1].number])


def test_one_unfinished_job_needs_no_name_and_two_do(station):
    first, _ = issued_class(station, 1, QUICK)
    second, _ = issued_class(station, 1, QUICK, code="2026-02")
    with pytest.raises(NoOpenJob):
        find_job(station)
    one = start_job(station, QUICK, unpressed, class_id=first.id)
    only = find_job(station)

    other = start_job(station, QUICK, unpressed, class_id=second.id)

    assert only.id == one.id
    with pytest.raises(SeveralOpenJobs) as refused:
        find_job(station)
    assert all(job.short_id in refused.value.sentence() for job in (one, other))
    assert find_job(station, one.short_id).id == one.id


def test_overprint_on_ready_stock_has_the_data_and_the_code_alone(station, press):
    made, issued = issued_class(station, 1)

    start_job(station, PRINTER, press, class_id=made.id, paper=Paper(PaperLayers.OVERPRINT))

    (text,) = page_texts(press.newest())
    assert "结业证书" not in text
    assert issued.certificates[0].number in text
    assert read_codes(press.newest()) == [issued.certificates[0].credential_text]


def test_a_job_uses_the_offset_remembered_for_printer_and_tray_and_keeps_it(station, press):
    made, _ = issued_class(station, 1)
    set_offset(station, "Pantum", "manual", PrintOffset(2.5, -1.2))
    set_offset(station, "Pantum", "", PrintOffset(1.0, 0.0))

    job = start_job(station, PRINTER, press, class_id=made.id, paper=Paper(printer="Pantum", tray="manual"))
    set_offset(station, "Pantum", "manual", PrintOffset(9.0, 9.0))

    assert find_job(station).offset == PrintOffset(2.5, -1.2)
    assert job.offset == PrintOffset(2.5, -1.2)
    assert remembered_offset(station, "Pantum", "upper") == PrintOffset(1.0, 0.0)
    assert remembered_offset(station, "other", "manual") == PrintOffset()
    assert [(each.printer, each.tray) for each in list_offsets(station)] == [("Pantum", ""), ("Pantum", "manual")]
    assert pressed(press.runs[0]) == press.newest().read_bytes()
    assert check_ledger(station).is_sound


@pytest.mark.parametrize(
    "offset", [PrintOffset(31), PrintOffset(0, -31), PrintOffset(0, 0, 1.2), PrintOffset(0, 0, 1, 0.9)]
)
def test_an_offset_no_printer_has_is_refused(station, offset):
    with pytest.raises(OffsetImplausible):
        set_offset(station, "Pantum", "", offset)

    assert list_offsets(station) == []


@pytest.mark.parametrize("printer", ["", "  ", "a/b"])
def test_an_offset_needs_a_printer(station, printer):
    with pytest.raises(PrinterUnnamed):
        set_offset(station, printer, "", PrintOffset(1))


def test_further_copies_are_counted_and_marked_and_take_a_blank(station, printed, press):
    _, numbers = printed
    first = reprint(station, PRINTER, press, numbers[0], "遗失")
    confirm(station, first.job.id, Seen(everything=True))
    second = reprint(station, PRINTER, press, numbers[0], "再次遗失", plain=True)

    (marked,), (plain,) = page_texts(press.newest(1)), page_texts(press.newest(2))
    assert (first.copy, first.is_marked, second.copy, second.is_marked) == (1, True, 2, False)
    assert ("补" in marked, "补" in plain) == (True, False)
    assert [row.copies for row in list_certificates(station)] == [2, 0, 0]
    assert counts_of(station) == (0, 4, 0, -4)


def test_a_further_copy_needs_a_reason_and_an_original_that_was_seen(station):
    made, issued = issued_class(station, 1, QUICK)
    number = issued.certificates[0].number

    with pytest.raises(NotPrintedYet):
        reprint(station, QUICK, unpressed, number, "遗失")
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))
    with pytest.raises(ReasonMissing):
        reprint(station, QUICK, unpressed, number, "  ")

    assert list_certificates(station)[0].copies == 0


def test_a_run_printed_twice_is_the_same_file(station, press):
    made, _ = issued_class(station, 3)

    start_job(station, PRINTER, press, class_id=made.id)
    resume_job(station, PRINTER, press)

    assert press.newest(0).read_bytes() == press.newest(1).read_bytes()
    assert len(PdfReader(io.BytesIO(press.newest(1).read_bytes())).pages) == 3
