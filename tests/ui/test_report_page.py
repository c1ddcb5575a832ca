"""What the clerk gets from reporting: one true sentence, a round by one key, and a plain word when the line is away."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.county.courier import answer_report
from app.county.office import CountyOffice
from app.county.web.site import Site, SiteSettings, open_site
from app.ledger.county_enrolment import take_in, write_request
from app.models.ledger import Ledger
from app.sync.line_settings import LineSettings, line_settings, set_line
from app.ui.reporting.doctor_dialog import DoctorDialog
from app.ui.reporting.line_dialog import LineDialog
from app.ui.reporting.report_page import ReportPage
from app.ui.reporting.rounds import AutomaticRounds
from app.ui.spots import REPORT, Spot
from app.ui.work import Work
from tests.conftest import MORNING
from tests.county.makers import FENGQING, FENGSHAN, PASSWORD
from tests.county.web.serving import serving
from tests.makers import make_trainee

Page = Callable[[], ReportPage]


@pytest.fixture
def site(tmp_path: Path, ledger: Ledger) -> Iterator[Site]:
    """A county that has enrolled this PC."""
    from app.county.founding import found_county

    found_county(tmp_path / "county", FENGQING, PASSWORD, ledger.clock, "李主任")
    with CountyOffice.open(tmp_path / "county", PASSWORD, ledger.clock) as office:
        package = office.enrol(write_request(ledger).data, FENGSHAN).data
        take_in(ledger, package, office.county().fingerprint)
        yield open_site(office, ledger.clock, SiteSettings(is_secure=False))


@pytest.fixture
def address(site: Site, ledger: Ledger) -> Iterator[str]:
    """Where that county is served; this PC knows it."""
    with serving(site) as url:
        set_line(ledger, LineSettings(url=url, proxy="none"))
        yield url


@pytest.fixture
def page(work: Work, qtbot: QtBot) -> Page:
    """The page, once it has read what waits."""

    def shown() -> ReportPage:
        made = ReportPage(work)
        qtbot.addWidget(made)
        made.show()
        made.show_spot(Spot(REPORT))
        qtbot.waitUntil(lambda: bool(made.sentence.text()))
        return made

    return shown


def test_what_waits_is_told_in_one_sentence_and_listed(ledger: Ledger, site: Site, page: Page) -> None:
    with ledger.change("trainee.add") as change:
        change.add(make_trainee(name="王一"))

    made = page()

    assert "条待上报，最早" in made.sentence.text()
    assert made.rows.rows[-1].action == "trainee.add"


def test_one_key_brings_everything_to_the_county(ledger: Ledger, address: str, page: Page, qtbot: QtBot) -> None:
    made = page()

    made.begin_round()

    qtbot.waitUntil(lambda: made.sentence.text().startswith("已全部上报"))
    assert made.rows.rows == ()
    assert "逐表核对，两边一致" in made.told.text()


def test_without_a_line_the_cause_is_named_and_all_waits_on(
    ledger: Ledger, site: Site, page: Page, qtbot: QtBot
) -> None:
    set_line(ledger, LineSettings(url="http://127.0.0.1:9", proxy="none"))
    made = page()
    before = made.sentence.text()

    made.begin_round()

    qtbot.waitUntil(lambda: "没有回应" in made.told.text())
    qtbot.waitUntil(lambda: "上次没有连到县里" in made.before.text())
    assert made.sentence.text() == before
    assert made.report.isEnabled()


def test_a_stick_carries_it_there_and_the_reply_back(
    ledger: Ledger, site: Site, address: str, page: Page, qtbot: QtBot, tmp_path: Path
) -> None:
    made = page()
    made.begin_round()
    qtbot.waitUntil(lambda: made.sentence.text().startswith("已全部上报"))
    with ledger.change("trainee.add") as change:
        change.add(make_trainee(name="王一"))

    made.write_file(tmp_path / "report.xxreport")
    qtbot.waitUntil(lambda: "已写入" in made.told.text())
    answer = answer_report(site.register, site.desk, site.exchange, (tmp_path / "report.xxreport").read_bytes())
    (tmp_path / "reply.xxreply").write_bytes(answer.data)
    made.show_spot(Spot(REPORT, part="file", detail=str(tmp_path / "reply.xxreply")))

    qtbot.waitUntil(lambda: "已上报" in made.told.text())
    qtbot.waitUntil(lambda: made.sentence.text().startswith("已全部上报"))


def test_before_the_enrolment_it_says_where_to_begin(page: Page) -> None:
    made = page()

    assert "设置 · 本工作站" in made.before.text()
    assert not made.report.isEnabled()


def test_the_doctor_names_the_step_that_fails(ledger: Ledger, site: Site, page: Page, qtbot: QtBot) -> None:
    set_line(ledger, LineSettings(url="http://127.0.0.1:9", proxy="none"))
    made = page()

    made.show_doctor()
    dialog = made.findChild(DoctorDialog)
    qtbot.waitUntil(dialog.again.isEnabled)

    assert "✕ 县里有回应" in dialog.steps.text()
    assert "没有回应" in dialog.advice.text()


def test_the_doctor_finds_nothing_where_all_is_well(ledger: Ledger, address: str, page: Page, qtbot: QtBot) -> None:
    made = page()

    made.show_doctor()
    dialog = made.findChild(DoctorDialog)
    qtbot.waitUntil(dialog.again.isEnabled)

    assert "✕" not in dialog.steps.text()
    assert "一切正常" in dialog.advice.text()


def test_an_open_address_is_refused_and_stays_typed(ledger: Ledger, site: Site, page: Page, qtbot: QtBot) -> None:
    made = page()
    made.show_line()
    dialog = made.findChild(LineDialog)
    qtbot.waitUntil(dialog.by_itself.isChecked)

    dialog.url.setText("http://county.example")
    dialog.submit()

    qtbot.waitUntil(lambda: "没有加密" in dialog.trouble.text())
    assert dialog.url.text() == "http://county.example"
    assert line_settings(ledger).url == ""
    dialog.url.setText("https://county.example")
    dialog.submit()
    qtbot.waitUntil(lambda: line_settings(ledger).url == "https://county.example")


def test_when_it_was_reported_is_said_in_days_and_not_in_figures(ledger: Ledger, address: str, page: Page) -> None:
    from app.ledger.syncing.receipts import outbox
    from app.ledger.syncing.waiting_words import sentence
    from app.sync.reporting import report

    report(ledger)

    assert sentence(outbox(ledger), MORNING) == "已全部上报，上次联系县里 刚刚"
    assert sentence(outbox(ledger), MORNING.replace(day=24)) == "已全部上报，上次联系县里 3 天前"


def test_a_round_begins_by_itself_where_it_is_wanted(work: Work, ledger: Ledger, address: str, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    window.ledger = ledger  # type: ignore[attr-defined]
    ledger.is_practice = False
    rounds = AutomaticRounds(work, window)

    with qtbot.waitSignal(work.reported):
        rounds.look()

    from app.ledger.syncing.receipts import outbox

    assert outbox(ledger).waiting == 0
