"""The note beside the ledger of how far it has come: written after every change, in no time, and never half of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.journal import Head
from app.models.side_files import HeadFile, write_over

REPLICA = "0193c1de-0000-7000-8000-000000000001"


@pytest.fixture
def note(tmp_path: Path) -> HeadFile:
    return HeadFile(tmp_path / "ledger.head", "此电脑")


@given(first=st.binary(max_size=600), second=st.binary(max_size=600))
def test_what_is_written_last_stands_in_the_file_and_nothing_of_what_was_there_before(tmp_path_factory, first, second):
    path = tmp_path_factory.mktemp("side") / "note"

    write_over(path, first)
    write_over(path, second)

    assert path.read_bytes() == second


def test_the_latest_head_is_found_again(note: HeadFile):
    heads = [Head(REPLICA, seq, bytes([seq % 256]) * 32) for seq in (9, 10, 11_000, 12)]

    for head in heads:
        note.write(head)

    assert note.read().head == heads[-1]
    assert note.read().machine == "此电脑"


def test_no_other_file_appears_beside_it(tmp_path: Path, note: HeadFile):
    note.write(Head(REPLICA, 1, bytes(32)))
    note.write(Head(REPLICA, 2, bytes(32)))

    assert [each.name for each in tmp_path.iterdir()] == ["ledger.head"]


def test_a_note_that_cannot_be_written_is_no_failed_change(tmp_path: Path):
    note = HeadFile(tmp_path / "gone" / "ledger.head", "")

    note.write(Head(REPLICA, 1, bytes(32)))

    assert note.is_missing
