"""Wrong usage of the command line: told in the reader's language, with the word that was wrong."""

import re

import pytest

from app import cli

WRONG = {
    "a number with letters": (["class", "add-course", "茶艺", "--theory", "abc", "--practical", "8"], "--theory"),
    "a number too small": (["class", "add-course", "茶艺", "--theory", "-1", "--practical", "8"], "0"),
    "a number too large": (["class", "open", "--course", "茶艺", "--from", "2026-10-12", "--weekday-off", "9"], "7"),
    "a value forgotten": (["class", "open", "--course"], "--course"),
    "a value too many": (["class", "list", "--json=yes"], "--json"),
    "a word too many": (["class", "list", "多余"], "多余"),
    "a command mistyped": (["class", "shwo"], "show"),
    "an option unknown": (["class", "list", "--nosuch"], "--nosuch"),
    "an argument forgotten": (["class", "show"], "CLASS"),
    "a choice not made": (["results", "set", "2026-01", "1"], "--theory"),
    "a column map misspelt": (["roster", "preview", "名单.csv", "--columns", "foo"], "--columns"),
}
COMMAND_WORDS = re.compile(r"xiangxun [a-z -]*|--[a-z-]+|'[^']*'|\{[^}]*\}|A=name|foo")


@pytest.fixture
def empty_home(tmp_path, monkeypatch):
    """A folder without a ledger: wrong usage is told before any ledger is wanted."""
    monkeypatch.setenv("XIANGXUN_HOME", str(tmp_path))
    monkeypatch.delenv("XIANGXUN_LANG", raising=False)


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_is_told_in_chinese_and_names_the_word_that_was_wrong(case, empty_home, capsys):
    words, named = WRONG[case]

    status = cli.run(words)

    told = capsys.readouterr().err
    assert status == 2
    assert named in told
    assert not re.findall(r"[A-Za-z]{3,}", COMMAND_WORDS.sub("", told).replace(named, "")), told
    assert not told.startswith(" ")


def test_the_same_wrong_usage_is_told_in_english_when_english_is_asked_for(empty_home, capsys):
    status = cli.run(["--lang", "en", "class", "add-course", "Tea", "--theory", "abc", "--practical", "8"])

    assert status == 2
    assert "The value for '--theory' does not fit: a whole number is wanted" in capsys.readouterr().err
