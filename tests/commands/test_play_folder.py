"""Where the play may write: a folder of its own, or a refusal that says why not."""

import pytest

from app import cli


@pytest.fixture
def place(tmp_path):
    """A place where a file stands, and a folder with something in it."""
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "kept").write_text("kept", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("named", "status", "told"),
    [("file", 3, "file"), ("file/below", 3, "below"), ("taken", 1, "taken")],
)
def test_a_place_that_cannot_hold_the_play_is_refused_by_name_and_left_as_it_was(place, named, status, told, capsys):
    answer = cli.run(["demo", "--people", "6", "--out", str(place / named)])

    assert answer == status
    assert told in capsys.readouterr().err
    assert sorted(path.name for path in place.rglob("*")) == ["file", "kept", "taken"]
