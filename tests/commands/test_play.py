"""The play ends well, and leaves nobody readable in the folders that are kept."""

import json
from pathlib import Path

from app import cli
from app.ledger.practice_people import invent

PEOPLE = 6
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")


def found_in(folder: Path, words: list[str]) -> list[str]:
    """Which of these words stand readable in some file below the folder."""
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    spellings = {word: [word.encode(encoding) for encoding in ENCODINGS] for word in words}
    return [word for word, forms in spellings.items() if any(form in content for form in forms for content in contents)]


def test_the_play_verifies_every_code_and_leaves_no_name_or_number_readable(tmp_path: Path, capsys) -> None:
    status = cli.run(["demo", "--out", str(tmp_path / "play"), "--people", str(PEOPLE), "--json"])

    assert (status, json.loads(capsys.readouterr().out)["invalid"]) == (0, 0)
    cast = invent(PEOPLE + 4)
    words = [person.id_number for person in cast] + [person.name for person in cast if len(person.name) > 2]
    words += [person.phone for person in cast]
    assert found_in(tmp_path / "play" / "ledger", words) == []
    assert found_in(tmp_path / "play" / "ledger-rebuilt", words) == []


def test_what_the_county_keeps_is_for_its_own_user_alone(tmp_path: Path, capsys) -> None:
    cli.run(["demo", "--out", str(tmp_path / "play"), "--people", str(PEOPLE), "--json"])

    modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "play" / "county").rglob("*")}
    assert "register.db" in modes
    assert set(modes.values()) == {0}


def test_the_search_for_names_and_numbers_would_find_them(tmp_path: Path) -> None:
    words = ["阿依古丽·买买提", "533522198501069830"]
    for encoding in ENCODINGS:
        (tmp_path / encoding).mkdir()
        (tmp_path / encoding / "list").write_bytes("，".join(words).encode(encoding))

        assert found_in(tmp_path / encoding, words) == words
