"""The empty roster for the villages: a file that opens, or a refusal that leaves everything as it was."""

import subprocess
import sys

import pytest

from app.ledger.importing.refusals import RosterTemplateNeedsItsEnding, RosterTemplateNotWritten
from app.ledger.importing.template import write_roster_template
from tests.ledger.test_kills import ENVIRONMENT, can_mount, small_disk

WRITER = """
import sys
from pathlib import Path
from app.ledger.importing.template import write_roster_template
from app.models.faults import DiskFull

out = Path(sys.argv[1])
try:
    write_roster_template(out)
except DiskFull:
    sys.exit(7 if [out.read_bytes(), *out.parent.iterdir()] == [b"old", out] else 8)
"""


@pytest.mark.skipif(not can_mount(), reason="no small disk can be mounted here")
@pytest.mark.parametrize(("size", "status"), [("8k", 7), ("1m", 0)], ids=["no room", "control: room enough"])
def test_without_room_the_old_template_stays_and_nothing_is_said_but_the_fault(tmp_path, size, status):
    start, disk = tmp_path / "start", tmp_path / "disk"
    start.mkdir()
    disk.mkdir()
    (start / "空白.xlsx").write_bytes(b"old")

    command = [*small_disk(disk, size), str(start), sys.executable, "-c", WRITER, str(disk / "空白.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)

    assert (done.returncode, done.stderr) == (status, "")


def test_a_name_that_spreadsheets_do_not_open_is_refused_and_no_file_made(tmp_path):
    with pytest.raises(RosterTemplateNeedsItsEnding):
        write_roster_template(tmp_path / "空白.doc")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_with_the_files_name(tmp_path):
    with pytest.raises(RosterTemplateNotWritten) as refused:
        write_roster_template(tmp_path / "none" / "空白.xlsx")

    assert "空白.xlsx" in str(refused.value)
