"""Pinyin of names: as the register office would read them aloud, fast enough for a whole county."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.pinyin import full_pinyin, initials


@pytest.mark.parametrize(
    ("name", "full", "first"),
    [
        ("罗正祥", "luozhengxiang", "lzx"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国强", "zengguoqiang", "zgq"),
        ("仇小兰", "qiuxiaolan", "qxl"),
        ("解正荣", "xiezhengrong", "xzr"),
        ("区小妹", "ouxiaomei", "oxm"),
        ("查云峰", "zhayunfeng", "zyf"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟雪", "moqixue", "mqx"),
        ("令狐冲", "linghuchong", "lhc"),
        ("朴正兰", "piaozhenglan", "pzl"),
        ("翟天临", "zhaitianlin", "ztl"),
        ("李长春", "lichangchun", "lcc"),
        ("吕布", "lvbu", "lb"),
        ("马", "ma", "m"),
        ("王䶮", "wangyan", "wy"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("ZHANG San", "zhangsan", "zhangsan"),
        ("", "", ""),
    ],
)
def test_a_name_is_read_as_it_is_spoken(name, full, first):
    assert (full_pinyin(name), initials(name)) == (full, first)


def test_a_surnames_reading_stays_with_the_surname():
    assert full_pinyin("曾单") == "zengdan"
    assert full_pinyin("李曾").startswith("li")


def test_a_character_nobody_can_read_stays_findable():
    assert full_pinyin("陈\U0002ebf0") == "chen\U0002ebf0"


@given(st.text(max_size=20))
def test_every_name_has_as_many_initials_as_syllables_and_no_spaces(name):
    assert len(initials(name)) <= len(full_pinyin(name))
    assert not any(c.isspace() for c in full_pinyin(name))


def test_the_3755_common_characters_are_all_read_in_plain_letters():
    common = [
        bytes([row, cell]).decode("gb2312")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
        if (row, cell) < (0xD7, 0xFA)
    ]

    unread = [c for c in common if not (full_pinyin(c).isascii() and full_pinyin(c).islower())]

    assert len(common) == 3755
    assert unread == []


def test_the_dictionary_is_not_loaded_before_a_name_is_read():
    told = "import sys, app.models.pinyin; print('pypinyin' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "False"


def test_every_reading_is_the_first_of_the_book_without_its_tone():
    told = (
        "import os; os.environ |= {'PYPINYIN_NO_PHRASES': 'yes', 'PYPINYIN_NO_DICT_COPY': 'yes'}\n"
        "from pypinyin import lazy_pinyin\n"
        "from pypinyin.constants import PINYIN_DICT\n"
        "from app.models.pinyin import _dictionary\n"
        "book = {chr(point): lazy_pinyin(chr(point))[0] for point in sorted(PINYIN_DICT)[::12]}\n"
        "print(len(book), [sign for sign, read in book.items() if _dictionary().reading(sign) != read])"
    )

    answer = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "3494 []"
