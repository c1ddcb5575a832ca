"""Pictures of the first page, of the first run, of the lock, and of what stands around every page."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.clock import SetClock
from app.ledger.backup_places import choose_second_place
from app.ledger.operators import add_operator
from app.ledger.rules import RuleChange, set_rule
from app.models.faults import CopiedLedger, DiskFull
from app.models.opening import Login, create_ledger
from app.models.vocabulary import Role
from app.ui.first_run_joining import JoinDialog
from app.ui.home.home_page import HomePage
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.spots import HOME, Spot
from app.ui.window import MainWindow
from tests.ui.patience import until
from tests.ui.scene import TODAY, Scene, Stage, turn

PASSWORD = "a long password"
TARGETS = {"total": 0, "traditional": 60, "service": 80, "professional": 40}


def home(stage: Stage) -> HomePage:
    """The first page, with targets of the year."""
    set_rule(stage.ledger, RuleChange("training_targets", "凤庆县2026年任务分解表", TARGETS))
    stage.work.go(Spot(HOME))
    page = stage.desk.page_of(HOME)
    assert isinstance(page, HomePage)
    stage.wait(lambda: bool(page.tasks.lines) and page.figures.figures is not None)
    page.tasks.take_focus()
    return page


def today(stage: Stage) -> QWidget:
    home(stage)
    return stage.window


def second_place(stage: Stage) -> QWidget:
    """The stick that backups go to is not in its place."""
    choose_second_place(stage.ledger, Path("/media/U-DISK"))
    stage.ledger.is_practice = False
    page = home(stage)
    stage.wait(lambda: any(line.task.more.startswith("/media") for line in page.tasks.lines))
    choose_second_place(stage.ledger, None)
    stage.ledger.is_practice = True
    return stage.window


def figures(stage: Stage) -> QWidget:
    page = home(stage)
    page.figures.months.setFocus()
    page.figures.months.stand_at(10)
    return stage.window


def table(stage: Stage) -> QWidget:
    page = home(stage)
    page.figures.turn_over()
    return stage.window


def paper(stage: Stage) -> QWidget:
    page = home(stage)
    if page.figures.sides.currentIndex():
        page.figures.turn_over()
    page.figures.print_figures()
    dialog = page.figures.findChild(PaperDialog)
    assert isinstance(dialog, PaperDialog)
    stage.wait(lambda: dialog.view.is_drawn)
    return dialog


def hindered(stage: Stage) -> QWidget:
    home(stage)
    stage.window.bar.tell(CopiedLedger())
    return stage.window


def keys(stage: Stage) -> QWidget:
    stage.window.bar.tell(None)
    home(stage)
    stage.window.show_keys()
    return _dialog(stage)


def trouble(stage: Stage) -> QWidget:
    stage.window.tell_trouble(DiskFull())
    return _dialog(stage)


def joining(stage: Stage) -> QWidget:
    dialog = JoinDialog(stage.work, stage.window)
    dialog.name.setText("凤山镇乡村人才振兴工作站")
    dialog.show_sized()
    dialog.write_to(Path(stage.folder) / "申请.xxrequest")
    stage.wait(lambda: bool(dialog.own_key.text()))
    return dialog


def _dialog(stage: Stage) -> QDialog:
    shown = [each for each in stage.window.findChildren(QDialog) if each.isVisible()]
    return shown[-1]


def another(stage: Stage, folder: Path) -> MainWindow:
    """A further window, on another folder; it goes with the stage's own."""
    window = MainWindow(folder, SetClock(TODAY))
    window.setParent(stage.window, Qt.WindowType.Window)
    window.resize(stage.window.size())
    window.show()
    window.start()
    until(lambda: window.operations.is_idle and window.pages.currentIndex(), turn, lambda: "no page came")
    return window


def first_run(step: int) -> Scene:
    """One page of the first run."""

    def show(stage: Stage) -> QWidget:
        window = another(stage, stage.folder / "none yet")
        window.first_run.turn_to(step)
        return window

    return Scene(f"first-run-{step + 1}", show)


def locked(stage: Stage) -> QWidget:
    folder = stage.folder / "locked"
    if not folder.exists():
        with create_ledger(folder, Login("张丽", PASSWORD), SetClock(TODAY)) as ledger:
            add_operator(ledger, "李建国", Role.CLERK, PASSWORD)
    return another(stage, folder)


def taken(stage: Stage) -> QWidget:
    return another(stage, stage.folder)


SCENES: tuple[Scene, ...] = (
    Scene("today", today),
    Scene("second-place", second_place),
    Scene("figures", figures),
    Scene("table", table),
    Scene("paper", paper),
    Scene("hindered", hindered),
    Scene("keys", keys),
    Scene("trouble", trouble),
    Scene("joining", joining),
    *(first_run(step) for step in range(3)),
    Scene("locked", locked),
    Scene("taken", taken),
)
