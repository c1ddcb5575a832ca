"""Printing through a real CUPS: what reaches the printer, and what is told of it."""

import os
import shutil
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.documents.pdf_pages import page_sizes
from app.ui.paper import cups_library
from app.ui.paper.printers import (
    JobState,
    NoPrintSystem,
    PrintedJob,
    PrinterGone,
    PrinterShut,
    PrintOrder,
    PrintSystemSilent,
    TrayRow,
    job_stand,
    print_pdf,
    printers,
)
from tests.documents.makers import make_sheet, rendered, said_by_pypdf, seen
from tests.ui.patience import until
from tests.ui.printing_house import STEP, PrintingHouse, needs_cups

NUMBERS = tuple(f"5309211012600{place:03d}3" for place in range(1, 6))


@pytest.fixture(scope="module")
def opened_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintingHouse]:
    house = PrintingHouse(tmp_path_factory.mktemp("cups"))
    yield house
    house.close()


@pytest.fixture
def house(opened_house: PrintingHouse, monkeypatch: pytest.MonkeyPatch) -> PrintingHouse:
    """The printing system of this computer is the test's own."""
    opened_house.serve(monkeypatch)
    return opened_house


@pytest.fixture
def printer(house: PrintingHouse) -> str:
    """A printer for this test alone."""
    return house.add_printer()


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """Five certificates, lying A4 sheets."""
    path = tmp_path / "drawn.pdf"
    path.write_bytes(rendered(*(make_sheet(number=number) for number in NUMBERS)))
    return path


@needs_cups
def test_the_file_that_was_drawn_arrives_byte_for_byte(house, printer, drawn):
    job = print_pdf(drawn, PrintOrder(printer))

    assert house.arrived(printer, job.number).pdf == drawn.read_bytes()


@needs_cups
def test_tray_and_copies_arrive_with_the_real_size_and_one_side_only(house, printer, drawn):
    job = print_pdf(drawn, PrintOrder(printer, "Tray2", copies=3))

    came = house.arrived(printer, job.number)
    assert came.copies == 3
    assert came.options["InputSlot"] == "Tray2"
    assert came.options["print-scaling"] == "none"
    assert came.options["sides"] == "one-sided"
    assert came.options["media"] == "A4"


@needs_cups
def test_without_a_tray_the_printer_takes_its_own(house, printer, drawn):
    job = print_pdf(drawn, PrintOrder(printer, two_sided=True))

    came = house.arrived(printer, job.number)
    assert "InputSlot" not in came.options
    assert came.options["sides"] == "two-sided-long-edge"


@needs_cups
def test_some_pages_arrive_alone_and_look_as_they_were_drawn(house, printer, drawn):
    job = print_pdf(drawn, PrintOrder(printer, pages=(2, 3, 5)))

    came = house.arrived(printer, job.number).pdf
    looks = [seen(came, page, dpi=72).tobytes() for page in range(3)]
    assert looks == [seen(drawn, page, dpi=72).tobytes() for page in (1, 2, 4)]
    assert NUMBERS[4] in "".join(said_by_pypdf(came, 2).split())
    assert list(drawn.parent.iterdir()) == [drawn]


@needs_cups
def test_neither_title_nor_options_tell_of_the_people_or_the_file(house, printer, drawn):
    named = drawn.rename(drawn.parent / "李兰.pdf")

    job = print_pdf(named, PrintOrder(printer))

    came = house.arrived(printer, job.number)
    assert came.title == "xiangxun"
    assert "李兰" not in " ".join(came.options.values()).replace("%", "")


@needs_cups
def test_smaller_paper_is_asked_for_by_its_name(house, printer, tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(420, 595)
    writer.write(tmp_path / "a5.pdf")

    job = print_pdf(tmp_path / "a5.pdf", PrintOrder(printer))

    assert house.arrived(printer, job.number).options["media"] == "A5"


@needs_cups
def test_printers_are_listed_with_their_trays_in_words_of_people(house):
    chinese = house.add_printer("二楼打印机", keyword="PaperSource")

    row = next(row for row in printers() if row.name == chinese)

    assert row.has_duplex
    assert row.trays[1:] == (
        TrayRow("PaperSource=Tray1", "纸盒 1"),
        TrayRow("PaperSource=Tray2", "纸盒 2"),
        TrayRow("PaperSource=Manual", "手送纸口"),
    )


@needs_cups
def test_the_default_printer_is_known_and_a_foreign_tray_reaches_it(house, drawn):
    name = house.add_printer("默认打印机", keyword="MediaSource")
    house.run("/usr/sbin/lpadmin", "-d", name)

    row = next(row for row in printers() if row.is_default)
    job = print_pdf(drawn, PrintOrder(row.name, row.trays[2].name))

    assert row.name == name
    assert house.arrived(name, job.number).options["MediaSource"] == "Tray2"


def stand_when(job: PrintedJob, state: JobState) -> str:
    """What is told of the job once it stands like this."""
    until(lambda: job_stand(job).state is state, partial(time.sleep, STEP), lambda: str(job_stand(job)))
    return job_stand(job).sentence()


@needs_cups
def test_a_printer_without_paper_is_told_and_the_job_goes_on_when_there_is_paper(house, printer, drawn):
    sign = house.put(printer, "no-paper")
    job = print_pdf(drawn, PrintOrder(printer))

    told = stand_when(job, JobState.STOPPED)
    sign.unlink()
    house.run("cupsenable", printer)
    afterwards = stand_when(job, JobState.DONE)

    assert "打印机停了" in told
    assert "纸盒里没有纸" in told
    assert "收下全部页面" in afterwards
    assert house.arrived(printer, job.number).pdf == drawn.read_bytes()


@needs_cups
def test_a_job_that_somebody_cancels_is_not_told_as_printed(house, printer, drawn):
    house.run("cupsdisable", printer)
    job = print_pdf(drawn, PrintOrder(printer))
    waiting = stand_when(job, JobState.STOPPED)

    house.run("cancel", str(job.number))

    assert "打印机停了" in waiting
    assert "取消" in stand_when(job, JobState.CANCELLED)


@needs_cups
def test_a_job_that_cups_gives_up_is_not_told_as_printed(house, printer, drawn):
    house.run("/usr/sbin/lpadmin", "-p", printer, "-o", "printer-error-policy=abort-job")
    house.put(printer, "broken")

    job = print_pdf(drawn, PrintOrder(printer))

    assert "不会再出纸" in stand_when(job, JobState.FAILED)
    assert job_stand(job).is_hindered


@needs_cups
def test_a_job_held_back_is_told(house, printer, drawn):
    house.run("cupsdisable", printer)
    job = print_pdf(drawn, PrintOrder(printer))
    house.run("lp", "-i", f"{printer}-{job.number}", "-H", "hold")

    assert "暂扣" in stand_when(job, JobState.HELD)


@needs_cups
def test_without_the_library_a_job_is_only_told_to_have_ended(house, printer, drawn, monkeypatch):
    monkeypatch.setattr(cups_library, "LIBRARY", "libcups-of-another-system.so")
    job = print_pdf(drawn, PrintOrder(printer))
    house.arrived(printer, job.number)

    assert "请看看" in stand_when(job, JobState.ENDED)


@needs_cups
def test_a_job_that_nobody_knows_is_not_told_as_printed(house, printer):
    stand = job_stand(PrintedJob(printer, 999_999))

    assert stand.state is JobState.UNKNOWN


@needs_cups
def test_a_printer_that_is_gone_or_takes_no_jobs_is_refused_with_a_way_out(house, printer, drawn):
    house.run("/usr/sbin/cupsreject", printer)

    with pytest.raises(PrinterShut) as shut:
        print_pdf(drawn, PrintOrder(printer))
    with pytest.raises(PrinterGone) as gone:
        print_pdf(drawn, PrintOrder("不存在的打印机"))

    assert printer in shut.value.sentence()
    assert "另存为 PDF" in shut.value.way_out()
    assert "另存为 PDF" in gone.value.way_out()


@needs_cups
def test_a_printing_system_that_is_asleep_is_not_taken_for_one_without_printers(drawn, monkeypatch):
    monkeypatch.setenv("CUPS_SERVER", "localhost:1")

    with pytest.raises(PrintSystemSilent):
        printers()
    with pytest.raises(PrintSystemSilent):
        print_pdf(drawn, PrintOrder("Pantum"))


def test_a_computer_without_a_printing_system_says_so(drawn, monkeypatch):
    monkeypatch.setenv("PATH", str(drawn.parent))

    with pytest.raises(NoPrintSystem) as missing:
        printers()

    assert shutil.which("lp") is None
    assert "另存为 PDF" in missing.value.way_out()


@needs_cups
def test_the_windows_way_of_printing_reaches_a_real_printer_too(house, printer, drawn, qapp):
    from ctypes import CDLL

    from app.ui.paper import qt_printing

    # Qt asks through the library, which looks into the environment once.
    CDLL(cups_library.LIBRARY).cupsSetServer(house.server.encode())
    row = next(row for row in qt_printing.printers() if row.name == printer)

    qt_printing.print_pdf(drawn, PrintOrder(row.name, copies=2, pages=(1, 4)))

    jobs = [
        int(line.split()[0].rpartition("-")[2]) for line in house.run("lpstat", "-W", "all", "-o", printer).splitlines()
    ]
    came = house.arrived(printer, jobs[0])
    kept = drawn.parent / "came.pdf"
    kept.write_bytes(came.pdf)
    assert len(jobs) == 1
    assert len(page_sizes(kept)) == 2
    assert os.environ["CUPS_SERVER"] == house.server
