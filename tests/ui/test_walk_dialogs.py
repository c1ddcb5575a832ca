"""A walk over every picture of the window: dialogs too are named, reachable, low enough, and never make it wait."""

import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from app.ui import desk
from tests.ui import walker
from tests.ui.dialog_ends import openings_of
from tests.ui.scene import Scene, Stage, stage_on
from tests.ui.stray_windows import strays_caught

SETS = sorted(path.stem for path in Path(__file__).parent.glob("scenes_*.py"))


@pytest.fixture(params=SETS)
def played(request, filled, tmp_path, qapp) -> Iterator[tuple[Stage, tuple[Scene, ...]]]:
    """The stage of one set of pictures, on a ledger of its own."""
    folder, ids = filled
    shutil.copytree(folder, tmp_path / "ledger")
    with stage_on(tmp_path / "ledger", ids) as stage:
        stage.window.resize(1366, 728)
        yield stage, import_module(f"tests.ui.{request.param}").SCENES


def test_everything_that_can_be_seen_is_named_reachable_and_low_enough_and_asks_beside_the_window(watch, played):
    stage, scenes = played
    found = {}

    for scene in scenes:
        with strays_caught() as strays, openings_of(stage.window) as openings:
            shown = scene.show(stage)
            QTest.qWait(1)
        if strays.caught:
            found[scene.name, "a window of its own"] = strays.caught
        for fault in (walker.unnamed, walker.unreachable, walker.too_tall):
            where = fault(shown)
            if where:
                found[scene.name, fault.__name__] = where
        if ending := openings.fault_of_escape():
            found[scene.name, "Esc"] = {ending}
        for dialog in stage.window.findChildren(QDialog):
            dialog.close()

    assert found == {}
    assert watch.caught == set()


def test_the_watch_catches_what_it_should(watch, work):
    """The control: what asks in the window's thread is caught."""
    here = compile("ledger.reading().__enter__()", desk.__file__, "exec")

    exec(here, {"ledger": work.ledger})

    assert len(watch.caught) == 1
