"""The ledger's own files are refused wherever a file is chosen: opening one here would drop the database's locks."""

import os
from pathlib import Path

import pytest

from app.documents.photos import read_photo
from app.documents.scanning import count_pages, read_codes
from app.documents.signed_files import read_signed
from app.ledger.backing_up import read_manifest
from app.models.own_files import OwnFile, refuse_own_file, refuse_own_folder

LINUX = pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells which locks there are")


def locks_on(ledger) -> int:
    """How many locks of this process lie on the database and its shared memory."""
    inodes = {str(Path(f"{ledger.places.database}{suffix}").stat().st_ino) for suffix in ("", "-shm")}
    held = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return sum(
        int(line[4]) == os.getpid() and line[5].rsplit(":", 1)[1] in inodes for line in held if line[1] == "POSIX"
    )


@pytest.fixture
def names(ledger, tmp_path) -> list[Path]:
    """The database by every name it may be given."""
    (tmp_path / "scan.png").symlink_to(ledger.places.database)
    return [ledger.places.database, tmp_path / "scan.png", tmp_path / "ledger" / ".." / "ledger" / "ledger.db"]


@LINUX
@pytest.mark.parametrize("read", [read_codes, count_pages, read_photo, read_signed, read_manifest])
def test_no_reader_opens_the_database_and_its_locks_stay(ledger, names, read):
    with ledger.reading() as session:
        session.connection().exec_driver_sql("select count(*) from trainee").scalar()
        before = locks_on(ledger)
        for name in names:
            with pytest.raises(OwnFile):
                read(name)
        after = locks_on(ledger)

    assert before > 0
    assert after == before


@LINUX
def test_without_the_refusal_the_locks_are_lost(ledger):
    with ledger.reading() as session:
        session.connection().exec_driver_sql("select count(*) from trainee").scalar()
        before = locks_on(ledger)
        ledger.places.database.open("rb").close()
        after = locks_on(ledger)

    assert after < before


def test_a_hard_link_is_known_where_the_folder_is(ledger, tmp_path):
    os.link(ledger.places.database, tmp_path / "scan.png")

    with pytest.raises(OwnFile):
        refuse_own_file(tmp_path / "scan.png", ledger.places.folder)


def test_other_files_are_nobody_s_concern(ledger, tmp_path):
    (tmp_path / "ledger.db.png").write_bytes(b"")

    for path in (tmp_path / "ledger.db.png", tmp_path / "nothing.png", tmp_path, ledger.places.keys):
        refuse_own_file(path, ledger.places.folder)
    refuse_own_folder(tmp_path / "list.pdf", ledger.places.folder)
    refuse_own_folder(ledger.places.backups / "list.pdf", ledger.places.folder)


def test_nothing_is_saved_in_the_place_of_the_ledger_s_keys(ledger):
    for name in ("ledger.keys", "list.pdf"):
        with pytest.raises(OwnFile):
            refuse_own_folder(ledger.places.folder / name, ledger.places.folder)
