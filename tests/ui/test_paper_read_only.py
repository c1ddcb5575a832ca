"""Pages are looked at where nothing can be written beside the ledger too, and nobody else may read them there."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.documents import certificates
from app.models.ledger import Ledger
from app.ui.paper import private_paper
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.work import Work
from tests.documents.makers import make_sheet
from tests.ledger.test_kills import can_mount

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import sys
from datetime import date
from pathlib import Path
from app.clock import SystemClock
from app.documents.figures_sheet import render
from app.ledger.figures_training import training_figures
from app.models.opening import Login, open_ledger
from app.ui.paper.private_paper import PrivateSheet, clear

folder = Path(sys.argv[1])
with open_ledger(folder, Login("station", "password1"), SystemClock()) as ledger:
    figures = training_figures(ledger, 2026)
    path = PrivateSheet(ledger.places.folder).drawn(lambda path: render(figures, "", date(2026, 11, 21), path))
    print(ledger.standing.hindrance.code if ledger.standing.hindrance else "", path.read_bytes()[:4].decode())
    print(path.is_relative_to(folder))
clear(folder)
print(path.exists())
"""


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    room = tmp_path / "temporary"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    return room


def shut(ledger: Ledger) -> None:
    """Let no folder for pages be made beside the ledger; a file in its place hinders root too."""
    (ledger.places.folder / private_paper.FOLDER).write_bytes(b"")


def looked_at(qtbot, work: Work) -> PaperDialog:
    dialog = PaperDialog(work, "结业证书", lambda path: certificates.render([make_sheet()], path), "结业证书.pdf")
    qtbot.addWidget(dialog)
    dialog.show_sized()
    qtbot.waitUntil(lambda: work.operations.is_idle)
    qtbot.waitUntil(lambda: dialog.view.is_drawn or not dialog.view.pages)
    return dialog


def test_pages_are_drawn_among_the_temporary_files_and_taken_away(qtbot, work, room):
    shut(work.ledger)

    dialog = looked_at(qtbot, work)
    pages, drawn = dialog.view.pages, list(room.rglob("*.pdf"))
    modes = {stat.S_IMODE(each.stat().st_mode) for each in (*drawn[0].parents[:2], drawn[0])}
    dialog.reject()

    assert pages == len(drawn) == 1
    assert modes == {0o700, 0o600}
    assert list(room.rglob("*.pdf")) == []


def test_whoever_opens_the_ledger_next_clears_what_a_power_cut_left_there(work, room):
    shut(work.ledger)
    left = private_paper.PrivateSheet(work.ledger.places.folder).begin()
    left.write_bytes(b"%PDF of people")

    private_paper.clear(work.ledger.places.folder)

    assert left.is_relative_to(room)
    assert list(room.iterdir()) == []


def test_a_folder_laid_out_by_somebody_else_is_not_followed(work, room, tmp_path):
    shut(work.ledger)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    private_paper.elsewhere(work.ledger.places.folder).symlink_to(theirs)

    with pytest.raises(private_paper.NoPlaceForPages):
        private_paper.PrivateSheet(work.ledger.places.folder).begin()

    assert list(theirs.iterdir()) == []


def test_where_there_is_no_place_at_all_it_is_said_where_and_what_to_do(qtbot, work, room, monkeypatch):
    shut(work.ledger)
    (room / "file").write_bytes(b"")
    monkeypatch.setattr(tempfile, "tempdir", str(room / "file"))

    dialog = looked_at(qtbot, work)

    told = " ".join(each.text() for each in dialog.findChildren(QLabel))
    assert "页面画不出来" in told
    assert str(work.ledger.places.folder) in told
    assert "腾出空间" in told


@pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here")
@pytest.mark.parametrize(("how", "told"), [("ro", "only_to_read"), ("rw", "")], ids=["read-only", "control"])
def test_the_figures_of_a_ledger_on_a_write_protected_disk_are_drawn(ledger, tmp_path, how, told):
    folder = ledger.places.folder
    ledger.close()
    own = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    mount = 'mount --bind "$0" "$0" && mount -o remount,bind,"$1" "$0" && shift && exec "$@"'

    command = [*own, "sh", "-c", mount, str(folder), how, sys.executable, "-c", LOOK, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    assert (done.stdout.splitlines(), done.returncode) == ([f"{told} %PDF", str(how == "rw"), "False"], 0), done.stderr
