"""A font file that is mapped says what the file says, and of its outlines only what is asked for is copied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.mapped_file import Window, mapped
from app.resources import path_of

FONT = path_of("fonts/LXGWWenKai-Regular.ttf")
CONTENT = FONT.read_bytes()
PLACES = st.integers(0, len(CONTENT))


@given(PLACES, PLACES, st.integers(0, 70_000))
def test_every_part_of_a_part_is_what_stands_in_the_file(start, end, length):
    whole = mapped(FONT)

    part = whole[start:end]

    assert bytes(part) == CONTENT[start:end]
    assert bytes(part[length : 2 * length]) == CONTENT[start:end][length : 2 * length]
    assert whole[start - 1] == CONTENT[start - 1]


@pytest.mark.parametrize(("length", "kind"), [(1 << 20, bytes), ((1 << 20) + 1, Window)])
def test_only_parts_up_to_a_megabyte_are_copied(length, kind):
    part = mapped(FONT)[7 : 7 + length]

    assert type(part) is kind
    assert len(part) == length
