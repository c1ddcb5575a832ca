"""Pictures of reporting to the county: what waits, the connection looked at, and how it is set."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.ui.reporting.doctor_dialog import DoctorDialog
from app.ui.reporting.line_dialog import LineDialog
from app.ui.reporting.report_page import ReportPage
from app.ui.reporting.seen_dialog import HIGH, WIDE, SeenDialog
from app.ui.spots import REPORT, Spot
from tests.ui.makers_reporting import at_once, keep_away, notice
from tests.ui.scene import Scene, Stage

PARTS = 3


def page(stage: Stage) -> ReportPage:
    stage.work.go(Spot(REPORT))
    made = stage.desk.page_of(REPORT)
    assert isinstance(made, ReportPage)
    stage.wait(lambda: bool(made.rows.rows))
    return made


def waiting(stage: Stage) -> QWidget:
    page(stage)
    return stage.window


def unsettled(stage: Stage) -> QWidget:
    """Something waits here and at the county, and a field was written by two PCs at once."""
    people, ledger = stage.ids.people, stage.ledger
    keep_away(ledger, people[3])
    notice(ledger, ("training_class", stage.ids.running, "schema"), ("trainee", people[5], "parent"))
    at_once(ledger, people[6])
    made = page(stage)
    stage.wait(lambda: len(made.parts.views) == PARTS)
    return stage.window


def clashes(stage: Stage) -> QWidget:
    """The last part of the same, come to by its key."""
    made = page(stage)
    made.list.setFocus()
    QTest.keyClick(made.list, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    return stage.window


def seen(stage: Stage) -> QWidget:
    """What was looked at, by its key."""
    made = page(stage)
    made.parts.clashes.take_focus()
    made.parts.mark_seen()
    stage.wait(made.seen.isVisible)
    made.show_seen()
    stage.wait(lambda: any(each.isVisible() for each in made.findChildren(SeenDialog)))
    dialog = made.findChildren(SeenDialog)[-1]
    dialog.resize(WIDE, HIGH)  # there is no screen that it would have to fit
    return dialog


def still_offered(stage: Stage) -> QWidget:
    """The way to them, below what is open."""
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
    Scene("unsettled", unsettled),
    Scene("clashes", clashes),
    Scene("seen", seen),
    Scene("seen-offered", still_offered),
    Scene("doctor", doctor),
    Scene("line", line),
)
