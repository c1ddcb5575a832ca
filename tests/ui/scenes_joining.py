"""Pictures of joining the county by its code: typed, without a line, waiting, joined; and in the settings."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.ledger.county_enrolment import TakenIn, write_request
from app.ledger.county_packages import SerialRange
from app.ledger.station_identity import known_identity
from app.models.opening import Login, create_ledger
from app.sync.join_code import read_code
from app.sync.kept_question import WAITING, KeptQuestion, keep_question
from app.sync.line_settings import LineSettings, set_line
from app.ui import spots
from app.ui.join_by_code import JoinByCodeDialog
from app.ui.spots import Spot
from tests.ui.patience import until
from tests.ui.scene import TODAY, Scene, Stage, turn
from tests.ui.scenes_home import another

CODE, ADDRESS, AWAY = "9K3F-0123-4567-89AB-CDEF", "https://rc.fengqing.example", "http://127.0.0.1:9"


def dialog(stage: Stage, code: str = CODE, url: str = ADDRESS) -> JoinByCodeDialog:
    """The dialog with both fields filled, nothing asked yet."""
    set_line(stage.ledger, LineSettings(proxy="none"))
    made = JoinByCodeDialog(stage.work, stage.window)
    made.show_sized()
    stage.wait(lambda: True)
    made.url.setText(url)
    made.code.setText(code)
    return made


def typing(stage: Stage) -> QWidget:
    made = dialog(stage, CODE[:17])
    made.code.setFocus()
    return made


def away(stage: Stage) -> QWidget:
    made = dialog(stage, url=AWAY)
    made.submit()
    stage.wait(lambda: bool(made.steps.text()))
    return made


def waiting(stage: Stage) -> QWidget:
    made = dialog(stage)
    made.asking.waits.emit(CODE[:4])
    return made


def joined(stage: Stage) -> QWidget:
    made, identity = dialog(stage), known_identity(stage.ledger)
    made.asking.joined.emit(TakenIn("enrolment", False, identity, SerialRange(1, 1000, TODAY.date()), places=187))
    return made


def settings(stage: Stage) -> QWidget:
    """A PC that was set up without a county; what it asked waits there."""
    folder = stage.folder / "without a county"
    if not folder.exists():
        _without_a_county(folder)
    window = another(stage, folder)
    until(lambda: window.operations.is_idle and window.desk, turn, lambda: "no desk came")
    assert window.desk is not None
    window.resize(stage.window.size())
    window.desk.go(Spot(spots.SETTINGS, part="station"))
    until(lambda: window.operations.is_idle, turn, lambda: "the settings never came to rest")
    return window


def _without_a_county(folder: Path) -> None:
    with create_ledger(folder, Login("张丽", ""), SetClock(TODAY), practice=True) as ledger:
        set_line(ledger, LineSettings(proxy="none"))
        keep_question(ledger, KeptQuestion(read_code(CODE), write_request(ledger).data, AWAY, WAITING))


SCENES = (
    Scene("typing", typing),
    Scene("away", away),
    Scene("waiting", waiting),
    Scene("joined", joined),
    Scene("settings", settings),
)
