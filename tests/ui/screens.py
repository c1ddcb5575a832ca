"""Takes the picture of every scene: `python -m tests.ui.screens FOLDER [first words of names]`."""

import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.i18n import choose_language
from app.ui import theme
from tests.ui.scene import Scene, Stage, fill, stage_on

SCREEN = (1366, 728)  # 1366x768 less the bar of the desktop
SETTLED = 250  # ms: the last paint, the last tooltip gone


def sets() -> Iterator[tuple[str, tuple[Scene, ...]]]:
    """The scenes of every module `tests/ui/scenes_*.py`."""
    for path in sorted(Path(__file__).parent.glob("scenes_*.py")):
        yield path.stem.removeprefix("scenes_"), import_module(f"tests.ui.{path.stem}").SCENES


def main(out: Path, wanted: tuple[str, ...]) -> int:
    """Every set has a copy of the same ledger, every scene comes after the one before. Gives the count that failed."""
    failed = 0
    factor = float(os.environ.get("QT_SCALE_FACTOR", "1"))
    with tempfile.TemporaryDirectory() as work:
        ids = fill(Path(work) / "filled")
        for name, scenes in sets():
            if wanted and not name.startswith(wanted):
                continue
            folder = Path(work) / name
            shutil.copytree(Path(work) / "filled", folder)
            with stage_on(folder, ids) as stage:
                stage.window.resize(*(round(side / factor) for side in SCREEN))
                failed += sum(not _take(stage, scene, out / f"{name}_{scene.name}.png") for scene in scenes)
    return failed


def _take(stage: Stage, scene: Scene, file: Path) -> bool:
    try:
        shown = scene.show(stage)
        QTest.qWait(SETTLED)
    except Exception:  # noqa: BLE001 - one scene that fails must not cost the others
        print(f"{file.stem}: {traceback.format_exc()}", flush=True)
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    shown.grab().save(str(file))
    print(f"{file.name} {shown.width()} x {shown.height()}", flush=True)
    _close_dialogs(stage.window)
    return True


def _close_dialogs(window: QWidget) -> None:
    for dialog in window.findChildren(QDialog):
        dialog.close()
    QApplication.processEvents()


if __name__ == "__main__":
    choose_language(os.environ.get("XIANGXUN_LANG") or "zh_CN")
    application = QApplication(sys.argv[:1])
    theme.speak(application)
    theme.apply(application)
    sys.exit(1 if main(Path(sys.argv[1]), tuple(sys.argv[2:])) else 0)
