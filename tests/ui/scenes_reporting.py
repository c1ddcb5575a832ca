"""Pictures of reporting to the county: what waits, the connection looked at, and how it is set."""

from PySide6.QtWidgets import QWidget

from app.ui.reporting.doctor_dialog import DoctorDialog
from app.ui.reporting.line_dialog import LineDialog
from app.ui.reporting.report_page import ReportPage
from app.ui.spots import REPORT, Spot
from tests.ui.scene import Scene, Stage


def page(stage: Stage) -> ReportPage:
    stage.work.go(Spot(REPORT))
    made = stage.desk.page_of(REPORT)
    assert isinstance(made, ReportPage)
    stage.wait(lambda: bool(made.rows.rows))
    return made


def waiting(stage: Stage) -> QWidget:
    page(stage)
    return stage.window


def doctor(stage: Stage) -> QWidget:
    made = page(stage)
    made.show_doctor()
    dialog = made.findChild(DoctorDialog)
    assert dialog is not None
    stage.wait(dialog.again.isEnabled)
    return dialog


def line(stage: Stage) -> QWidget:
    made = page(stage)
    made.show_line()
    dialog = made.findChild(LineDialog)
    assert dialog is not None
    stage.wait(dialog.by_itself.isChecked)
    return dialog


SCENES = (
    Scene("waiting", waiting),
    Scene("doctor", doctor),
    Scene("line", line),
)
