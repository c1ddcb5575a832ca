import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.documents.atomic_file import DiskFull, FileNotWritable, whole_file

ROOM = 100_000

WRITER = """
import resource, sys
from pathlib import Path
from app.documents.atomic_file import DiskFull, whole_file

room = int(sys.argv[2])
if room:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    with whole_file(Path(sys.argv[1])) as stream:
        for _ in range(10):
            stream.write(bytes(50_000))
except DiskFull:
    sys.exit(7)
"""


def write_half_a_megabyte(path: Path, room: int) -> int:
    """In a process that may write files of `room` bytes at most (0 = any); the answer is its exit status."""
    return subprocess.run([sys.executable, "-c", WRITER, str(path), str(room)], cwd=Path.cwd(), check=False).returncode


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "class.pdf"
    path.write_bytes(b"old")

    status = write_half_a_megabyte(path, ROOM)

    assert status == 7
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_with_room_enough_the_new_file_takes_the_old_ones_place(tmp_path):
    path = tmp_path / "class.pdf"
    path.write_bytes(b"old")

    status = write_half_a_megabyte(path, 0)

    assert status == 0
    assert path.stat().st_size == 500_000
    assert list(tmp_path.iterdir()) == [path]


def test_the_full_disk_is_told_with_the_files_name_and_not_its_folder(tmp_path):
    fault = DiskFull(file="class.pdf")

    assert "class.pdf" in str(fault)
    assert fault.exit_status == 3


def write_and_fail(path: Path) -> None:
    with whole_file(path) as stream:
        stream.write(b"new")
        raise KeyError


def test_an_error_in_the_middle_leaves_the_old_file(tmp_path):
    path = tmp_path / "class.pdf"
    path.write_bytes(b"old")

    with pytest.raises(KeyError):
        write_and_fail(path)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_nobody_sees_the_file_before_it_is_whole(tmp_path):
    path = tmp_path / "class.pdf"

    with whole_file(path) as stream:
        stream.write(b"new")
        stream.flush()
        seen = path.exists()

    assert not seen
    assert path.read_bytes() == b"new"


def test_a_folder_that_is_not_there_is_a_fault_with_a_way_out(tmp_path):
    with pytest.raises(FileNotWritable) as fault, whole_file(tmp_path / "nowhere" / "class.pdf") as stream:
        stream.write(b"new")

    assert fault.value.figures["file"] == "class.pdf"
    assert fault.value.way_out()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written_is_a_fault(tmp_path):
    tmp_path.chmod(0o500)

    with pytest.raises(FileNotWritable), whole_file(tmp_path / "class.pdf") as stream:
        stream.write(b"new")
