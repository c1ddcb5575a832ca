"""What a stranger's file or a typed word may do to the clerk's terminal: nothing."""

import pytest

from app.cli import run
from app.commands.terminal import harmless

STEERING = "\x1b]0;title\x07\x1b[31mred\x1b[0m\x9b2J\u202e"


def test_a_names_file_cannot_steer_the_terminal(tmp_path, capsys):
    roster = tmp_path / f"名册{STEERING}.csv"
    roster.write_text(f"姓名,身份证号,备注{STEERING}\n罗正祥{STEERING},53092119900101983X,好\n", encoding="utf-8")

    run(["--home", str(tmp_path / "none"), "roster", "preview", str(roster)])

    shown = capsys.readouterr()
    assert "罗正祥" in shown.out
    assert not set("\x1b\x07\x9b\u202e") & set(shown.out + shown.err)


@pytest.mark.parametrize(
    "words", [["roster", "preview", f"{STEERING}.csv"], [f"{STEERING}"], ["--lang", "en", STEERING]]
)
def test_a_refusal_does_not_repeat_what_steers(words, capsys):
    assert run(words) != 0

    assert not set("\x1b\x07\x9b\u202e") & set(capsys.readouterr().err)


def test_words_in_lines_and_columns_stay_as_they_are():
    assert harmless("𬭎·㛃\n\t[红] =1+1") == "𬭎·㛃\n\t[红] =1+1"
