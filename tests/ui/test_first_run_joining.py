"""Joining the county through the window, with a real county office at the other end."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.county.enrolment import Terms
from app.credential.packages import read_head
from app.ledger.county_packages import read_request
from app.ledger.station_identity import identity_of
from app.ui.first_run_joining import JoinDialog
from tests.county.conftest import cheap_passwords, county_folder, founded, office, root_key  # noqa: F401 - fixtures
from tests.county.makers import NAME, STATION
from tests.ui.makers_shell import click


@pytest.fixture
def dialog(qtbot, work) -> JoinDialog:
    made = JoinDialog(work)
    qtbot.addWidget(made)
    made.show_sized()
    return made


def write(qtbot, dialog: JoinDialog, path: Path) -> bytes:
    """The request, through the question where to put it."""
    dialog.name.setText(NAME)
    click(dialog.write)
    dialog.findChild(QFileDialog).fileSelected.emit(str(path))
    qtbot.waitUntil(lambda: dialog.write.isEnabled() and path.is_file())
    return path.read_bytes()


def read(qtbot, dialog: JoinDialog, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    click(dialog.take)
    for question in dialog.findChildren(QFileDialog):
        if question.fileMode() == QFileDialog.FileMode.ExistingFile:
            question.fileSelected.emit(str(path))
    qtbot.waitUntil(lambda: dialog.take.isEnabled() and dialog.told.text() != "")


def test_the_request_carries_the_name_and_shows_the_fingerprint_to_read_out(qtbot, dialog, tmp_path):
    data = write(qtbot, dialog, tmp_path / "申请.xxrequest")

    request = read_request(data)
    assert request.station_name == NAME
    assert dialog.own_key.text() == request.fingerprint
    assert "申请.xxrequest" in dialog.written.text()


def test_the_county_s_file_is_taken_in_only_after_its_fingerprint_was_compared(qtbot, dialog, office, tmp_path):  # noqa: F811
    data = write(qtbot, dialog, tmp_path / "a.xxrequest")
    issued = office.enrol(data, Terms(STATION, NAME))
    read(qtbot, dialog, tmp_path / "a.xxenrol", issued.data)
    looked, before = dialog.root_key.text(), identity_of(dialog.work.ledger)

    click(dialog.confirm)
    qtbot.waitUntil(lambda: identity_of(dialog.work.ledger) is not None)
    qtbot.waitUntil(lambda: "证书号段" in dialog.told.text() or dialog.confirm.isHidden())

    assert before is None
    assert looked == office.county().fingerprint
    assert identity_of(dialog.work.ledger).station_name == NAME
    assert "1" in dialog.told.text()
    assert dialog.confirm.isHidden()


def test_a_file_made_for_another_pc_is_refused_with_its_way_out(qtbot, dialog, office, ledger, tmp_path, clock):  # noqa: F811
    from app.ledger.county_enrolment import write_request
    from app.models.opening import Login, create_ledger

    with create_ledger(tmp_path / "other", Login("li", ""), clock, practice=True) as other:
        foreign = office.enrol(write_request(other, NAME).data, Terms(STATION, NAME))

    read(qtbot, dialog, tmp_path / "b.xxenrol", foreign.data)

    assert read_head(foreign.data).audience != ledger.standing.replica
    assert "另一台电脑" in dialog.told.text()
    assert dialog.confirm.isHidden()
    assert identity_of(ledger) is None


@pytest.mark.parametrize("data", [b"", b"not a signed file", b"\x00" * 5000])
def test_any_other_file_is_refused_and_the_next_one_can_be_chosen(qtbot, dialog, tmp_path, data):
    read(qtbot, dialog, tmp_path / "x.bin", data)

    assert dialog.told.text()
    assert dialog.take.isEnabled()


def test_a_stick_that_cannot_be_written_is_told_and_nothing_is_lost(qtbot, dialog, tmp_path):
    dialog.write_to(tmp_path / "no such folder" / "a.xxrequest")
    qtbot.waitUntil(lambda: dialog.written.text() != "")
    told = dialog.written.text()

    write(qtbot, dialog, tmp_path / "a.xxrequest")

    assert "a.xxrequest" in told
    assert dialog.own_key.text()
