"""Who took in a roster leaves no name and no number in plain text on the disk, wherever one looks."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import SetClock
from app.ledger.backing_up import back_up
from app.ledger.finding_people import find_people
from app.ledger.roster_imports import undo_import
from app.models.opening import Login, create_ledger
from tests.conftest import MORNING
from tests.makers_people import id_number, name_of, roster_line, take, write_csv, write_xlsx

PEOPLE = range(40)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, for this process and the one that reads the roster."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


# An encrypted file holds any four given bytes now and then; six bytes it does not.
LEAST = 6


def secrets() -> Iterator[bytes]:
    """The numbers, phones and names of all people, in every encoding that a program on such a PC writes."""
    for place in PEOPLE:
        for text in (id_number(place), f"138{place:08d}", name_of(place)):
            spelled = (text.encode(encoding) for encoding in ENCODINGS)
            yield from (secret for secret in spelled if len(secret) >= LEAST)


def plain_in(*folders: Path) -> set[str]:
    """The files below these folders that hold a name, a phone or a number in plain text."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files
    contents = {path.name: path.read_bytes() for path in files}
    wanted = set(secrets())
    return {name for name, data in contents.items() if any(secret in data for secret in wanted)}


def test_no_number_phone_or_name_stands_in_plain_text_in_any_file_of_the_ledger(tmp_path, temporary):
    roster = write_csv(tmp_path / "花名册.csv", [roster_line(place) for place in PEOPLE])
    workbook = write_xlsx(tmp_path / "花名册.xlsx", [roster_line(place) for place in PEOPLE[:5]])
    home = tmp_path / "home"

    with create_ledger(home, Login("station", "password1"), SetClock(MORNING)) as ledger:
        taken = take(ledger, roster, doubtful=True)
        undo_import(ledger)
        take(ledger, roster, doubtful=True)
        take(ledger, workbook)
        back_up(ledger)
        found = len(find_people(ledger, id_number(7)))
        searched = {path.name for path in home.rglob("*")}
        while_open = plain_in(home, temporary)

    assert (taken.counts.new, found) == (len(PEOPLE), 1)
    assert searched > {"ledger.db", "ledger.db-wal", "ledger.head", "ledger.keys", "backups"}
    assert list((home / "backups").iterdir())
    assert while_open == plain_in(home, tmp_path / "home" / "backups") == set()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_search_finds_them_in_a_file_that_is_not_sealed(tmp_path, encoding):
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "a.db").write_bytes(b"SQLite format 3\0" + f"{name_of(3)} {id_number(3)}".encode(encoding))
    (folder / "b.db").write_bytes(b"SQLite format 3\0")

    assert plain_in(folder) == {"a.db"}
