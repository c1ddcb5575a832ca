"""Why a file could not be read or written: told in the reader's language."""

import re

import pytest

from app.documents.atomic_file import FileNotWritable, whole_file
from app.documents.file_reasons import REASONS, reason_of
from app.i18n import choose_language


@pytest.mark.parametrize("number", sorted(REASONS))
def test_every_known_reason_is_told_in_chinese_without_a_word_of_english(number):
    choose_language("zh_CN")

    told = reason_of(OSError(number, "English words of the system"))

    assert told
    assert not re.search(r"[A-Za-z]{2,}", told)


def test_an_error_without_words_is_told_by_its_number():
    choose_language("en")

    assert reason_of(OSError(9999, "something rare")) == "system error 9999"


def test_a_folder_that_is_not_there_is_told_as_the_reason(tmp_path):
    choose_language("en")

    with pytest.raises(FileNotWritable) as refused, whole_file(tmp_path / "none" / "class.pdf") as stream:
        stream.write(b"new")

    assert "there is no such file or folder" in str(refused.value)
