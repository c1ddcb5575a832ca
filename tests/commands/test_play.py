"""The play ends well, and leaves nobody readable in the folders that are kept."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.ledger.practice_people import invent

PEOPLE = 6
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")


def found_in(folder: Path, words: list[str]) -> list[str]:
    """Which of these words stand readable in some file below the folder."""
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    spellings = {word: [word.encode(encoding) for encoding in ENCODINGS] for word in words}
    return [word for word, forms in spellings.items() if any(form in content for form in forms for content in contents)]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, dict[str, Any]]:
    """The folder of a play, how it ended, and what it answered."""
    folder = tmp_path_factory.mktemp("stage") / "play"
    with redirect_stdout(io.StringIO()) as said:
        status = cli.run(["demo", "--out", str(folder), "--people", str(PEOPLE), "--json"])
    return folder, status, json.loads(said.getvalue())


def test_the_play_verifies_every_code_and_leaves_no_name_or_number_readable(
    played: tuple[Path, int, dict[str, Any]],
) -> None:
    folder, status, answer = played

    assert (status, answer["invalid"]) == (0, 0)
    cast = invent(PEOPLE + 4)
    words = [person.id_number for person in cast] + [person.name for person in cast if len(person.name) > 2]
    words += [person.phone for person in cast]
    assert found_in(folder / "ledger", words) == []
    assert found_in(folder / "ledger-rebuilt", words) == []


def test_what_the_county_keeps_is_for_its_own_user_alone(played: tuple[Path, int, dict[str, Any]]) -> None:
    modes = {path.name: path.stat().st_mode & 0o077 for path in (played[0] / "county").rglob("*")}

    assert "register.db" in modes
    assert set(modes.values()) == {0}


def test_the_play_ends_with_a_county_that_has_it_all_and_gives_it_back(
    played: tuple[Path, int, dict[str, Any]],
) -> None:
    told = {line["what"]: line["figure"] for line in played[2]["told"]}

    assert "断了 3 次" in told["经过时断时续的线路上报"]
    assert "逐表核对一致" in told["县里"]
    assert told["用 Chromium 在公开页查验"] == f"{PEOPLE + 1} / {PEOPLE + 1}"
    assert "两边摘要一致" in told["电脑丢失，在空文件夹里重建"]


def test_the_search_for_names_and_numbers_would_find_them(tmp_path: Path) -> None:
    words = ["阿依古丽·买买提", "533522198501069830"]
    for encoding in ENCODINGS:
        (tmp_path / encoding).mkdir()
        (tmp_path / encoding / "list").write_bytes("，".join(words).encode(encoding))

        assert found_in(tmp_path / encoding, words) == words
