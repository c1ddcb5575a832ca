"""Pictures of issuing: what waits, a class before it is issued, the printer, a job after a jam, the counter, blanks."""

import os
from datetime import date

from PySide6.QtWidgets import QApplication, QWidget

from app.ledger.blank_stock import blank_deliveries, receive_blanks, spoil_blanks
from app.ledger.certificate_register import list_certificates
from app.ledger.hand_out import Collection, hand_out
from app.ledger.issuing import Order, issue
from app.ledger.print_jobs import list_jobs
from app.ledger.printing import Paper, start_job
from app.ledger.sheet_results import Seen, confirm
from app.models.people import Trainee
from app.ui.issuing.blanks_page import BlanksPage
from app.ui.issuing.correct_dialog import CorrectDialog
from app.ui.issuing.issue_page import IssuePage
from app.ui.issuing.reprint_dialog import ReprintDialog
from app.ui.issuing.void_dialog import VoidDialog
from app.ui.spots import BLANKS, ISSUE, Spot
from tests.makers_certificates import PRINTER, unpressed
from tests.ui.issuing_printer import install_printer
from tests.ui.scene import Scene, Stage


def _page(stage: Stage, spot: Spot) -> IssuePage:
    _with_printer(stage)
    stage.wait(lambda: stage.desk.page)
    stage.desk.go(spot)
    page = stage.desk.page
    assert isinstance(page, IssuePage)
    return page


def _with_printer(stage: Stage) -> None:
    """A printer for as long as the stage stands, which gives the programs back that were found before."""
    folder = stage.folder.with_name(f"{stage.folder.name}-printer")
    if not folder.exists():
        os.environ["PATH"] = install_printer(folder)[1]


def _with_blanks(stage: Stage) -> None:
    if not blank_deliveries(stage.ledger):
        first, then, bureau = date(2026, 9, 1), date(2026, 11, 9), "县人社局"
        receive_blanks(stage.ledger, "completion", 100, on=first, serials=("YN0026101", "YN0026200"), source=bureau)
        receive_blanks(stage.ledger, "completion", 60, on=then, serials=("YN0031001", "YN0031060"), source=bureau)
        receive_blanks(stage.ledger, "training_pass", 50, on=then, source=bureau)
        spoil_blanks(stage.ledger, "completion", 3, "受潮")


def _with_job(stage: Stage) -> str:
    """The job of the class of eight: the first five good, the sixth spoiled, the rest in the printer."""
    _with_blanks(stage)
    if not list_jobs(stage.ledger):
        paper = Paper(printer="Pantum-P3305DN", tray="Manual", first_serial="YN0026104")
        job = start_job(stage.ledger, PRINTER, unpressed, class_id=stage.ids.issued, paper=paper)
        confirm(stage.ledger, job.id, Seen(good_to="5", spoiled=("6",)), "卡纸")
    return list_jobs(stage.ledger)[0].id


def overview(stage: Stage) -> QWidget:
    _with_job(stage)
    page = _page(stage, Spot(ISSUE))
    stage.wait(page.overview.rows.rowCount)
    return stage.window


def choose(stage: Stage) -> QWidget:
    _with_blanks(stage)
    page = _page(stage, Spot(ISSUE, stage.ids.graduated))
    stage.wait(lambda: page.choose.view.is_drawn and page.choose.plan)
    return stage.window


def choose_hindered(stage: Stage) -> QWidget:
    """One name cannot be drawn, one has no sex."""
    _with_blanks(stage)
    before = _edit(stage, 73, name="杨\ue123") | _edit(stage, 75, sex="")
    page = _page(stage, Spot(ISSUE, stage.ids.graduated))
    stage.wait(lambda: page.choose.view.is_drawn and page.choose.remarks.told)
    _edit(stage, 73, name=before["name"])
    _edit(stage, 75, sex=before["sex"])
    return stage.window


def question(stage: Stage) -> QWidget:
    choose(stage)
    page = stage.desk.page
    assert isinstance(page, IssuePage)
    page.choose.ask_to_issue()
    return _modal(stage)


def press(stage: Stage) -> QWidget:
    _with_blanks(stage)
    issue(stage.ledger, PRINTER, Order(class_id=stage.ids.graduated))
    page = _page(stage, Spot(ISSUE, stage.ids.graduated, detail="print"))
    stage.wait(lambda: QApplication.activeModalWidget() and page.choose.plan)
    return _modal(stage)


def job(stage: Stage) -> QWidget:
    page = _page(stage, Spot(ISSUE, stage.ids.issued, part="job", detail=_with_job(stage)))
    stage.wait(lambda: page.job.board)
    page.job.list.selectRow(6)
    return stage.window


def job_scanned(stage: Stage) -> QWidget:
    page = _page(stage, Spot(ISSUE, stage.ids.issued, part="job", detail=_with_job(stage)))
    stage.wait(lambda: page.job.board)
    text = list_certificates(stage.ledger, class_id=stage.ids.issued)[6].credential_text
    page.take_scan(text)
    stage.wait(lambda: page.job.verdict.kind)
    return stage.window


def job_wrong_scan(stage: Stage) -> QWidget:
    page = _page(stage, Spot(ISSUE, stage.ids.issued, part="job", detail=_with_job(stage)))
    stage.wait(lambda: page.job.board)
    text = list_certificates(stage.ledger, class_id=stage.ids.issued)[1].credential_text
    page.take_scan(text[:-3] + "000")
    stage.wait(lambda: page.job.verdict.kind == "not_valid")
    return stage.window


def jam(stage: Stage) -> QWidget:
    page = _page(stage, Spot(ISSUE, stage.ids.issued, part="job", detail=_with_job(stage)))
    stage.wait(lambda: page.job.board)
    page.job.tell_jam()
    assert page.job.jam_dialog is not None
    page.job.jam_dialog.last.setText(str(page.job.jam_dialog.given[0].position))
    return page.job.jam_dialog


def counter(stage: Stage) -> QWidget:
    job_id = _with_job(stage)
    confirm(stage.ledger, job_id, Seen(everything=True))
    numbers = [row.number for row in list_certificates(stage.ledger, class_id=stage.ids.issued)]
    hand_out(stage.ledger, numbers[:2], Collection(id_checked=True))
    hand_out(stage.ledger, numbers[2:3], Collection(id_checked=True, proxy="杨正兰", relation="配偶"))
    page = _page(stage, Spot(ISSUE, stage.ids.issued, part="hand_out"))
    stage.wait(lambda: page.hand_out.board)
    return stage.window


def collecting(stage: Stage) -> QWidget:
    page = _page(stage, Spot(ISSUE, stage.ids.issued, part="hand_out"))
    stage.wait(lambda: page.hand_out.board)
    page.hand_out.collect()
    return _modal(stage)


def blanks(stage: Stage) -> QWidget:
    _with_job(stage)
    stage.desk.go(Spot(BLANKS))
    page = stage.desk.page
    assert isinstance(page, BlanksPage)
    stage.wait(page.entries.rowCount)
    return stage.window


def delivery(stage: Stage) -> QWidget:
    blanks(stage)
    page = stage.desk.page
    assert isinstance(page, BlanksPage)
    page.enter_delivery()
    return _modal(stage)


def void(stage: Stage) -> QWidget:
    return _dialog(stage, VoidDialog)


def reprint(stage: Stage) -> QWidget:
    return _dialog(stage, ReprintDialog)


def correct(stage: Stage) -> QWidget:
    _edit(stage, 80, name="罗正洋")
    return _dialog(stage, CorrectDialog)


def _edit(stage: Stage, place: int, **fields: str) -> dict[str, str]:
    """Change a person; answers what was there before."""
    with stage.ledger.change("trainee.edit") as change:
        row = change.get(Trainee, stage.ids.people[place])
        assert row is not None
        before = {name: getattr(row, name) for name in fields}
        for name, value in fields.items():
            setattr(row, name, value)
    return before


def _dialog(stage: Stage, kind: "type[VoidDialog] | type[ReprintDialog] | type[CorrectDialog]") -> QWidget:
    _with_printer(stage)
    number = list_certificates(stage.ledger, class_id=stage.ids.issued)[0].number
    made = kind(stage.work, number, stage.window)
    stage.wait(made.isVisible)
    return made


def _modal(stage: Stage) -> QWidget:
    stage.wait(QApplication.activeModalWidget)
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


SCENES: tuple[Scene, ...] = (
    Scene("issuing-overview", overview),
    Scene("issuing-class", choose),
    Scene("issuing-question", question),
    Scene("issuing-class-hindered", choose_hindered),
    Scene("issuing-press", press),
    Scene("issuing-job", job),
    Scene("issuing-job-scanned", job_scanned),
    Scene("issuing-job-wrong-scan", job_wrong_scan),
    Scene("issuing-jam", jam),
    Scene("issuing-counter", counter),
    Scene("issuing-collecting", collecting),
    Scene("issuing-blanks", blanks),
    Scene("issuing-delivery", delivery),
    Scene("issuing-void", void),
    Scene("issuing-reprint", reprint),
    Scene("issuing-correct", correct),
)
