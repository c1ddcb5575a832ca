"""Pages as people name them, paper sizes, trays, and where pages stand below one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.pdf_pages import PageSize
from app.ui.paper.media import medium_of
from app.ui.paper.page_layout import MARGIN, PageLayout
from app.ui.paper.page_range import NoSuchPages, pages_of, text_of
from app.ui.paper.trays import tray_words

A4 = PageSize(595.28, 841.89)
LYING_A4 = PageSize(841.89, 595.28)


@given(st.sets(st.integers(1, 300), min_size=1))
def test_pages_that_are_written_down_are_read_back_the_same(pages):
    wanted = tuple(sorted(pages))

    assert pages_of(text_of(wanted), 300) == wanted


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("", (1, 2, 3, 4, 5, 6)),
        (" 2 ", (2,)),
        ("5-6，1", (1, 5, 6)),
        ("2～3、3", (2, 3)),
        ("1至2;4", (1, 2, 4)),
        ("6,", (6,)),
    ],
)
def test_pages_are_read_as_a_clerk_types_them_each_once_and_in_order(typed, pages):
    assert pages_of(typed, 6) == pages


@pytest.mark.parametrize("typed", ["0", "7", "3-2", "1-7", "a", "1-", "-3", "1-2-3", "，", "99999999"])
def test_pages_that_are_not_there_are_refused_with_an_example(typed):
    with pytest.raises(NoSuchPages) as refused:
        pages_of(typed, 6)

    assert "6" in refused.value.sentence()
    assert "1-5,8" in refused.value.way_out()


@pytest.mark.parametrize(
    ("sizes", "medium"),
    [
        ((A4, LYING_A4), "A4"),
        ((PageSize(841.89, 1190.55),), "A3"),
        ((PageSize(595.28, 419.53),), "A5"),
        ((PageSize(516, 729),), "B5"),
        ((PageSize(500, 700),), "Custom.176.4x246.9mm"),
        ((A4, PageSize(420, 595)), ""),
    ],
)
def test_the_paper_is_that_of_the_pages_lying_or_upright(sizes, medium):
    assert medium_of(sizes) == medium


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Tray3", "纸盒 3"),
        ("tray-2", "纸盒 2"),
        ("PaperSource=Manual", "手送纸口"),
        ("Auto", "自动选择"),
        ("LHD-7", "LHD-7"),
    ],
)
def test_trays_have_words_that_people_know(name, words):
    assert tray_words(name) == words


sides = st.floats(20, 3000, allow_nan=False)
layouts = st.builds(
    PageLayout.of,
    st.lists(st.builds(PageSize, sides, sides), min_size=1, max_size=40).map(tuple),
    st.floats(0.2, 4),
)


@given(layouts)
def test_pages_stand_below_one_another_and_never_touch(layout):
    ends = [top + size.height * layout.scale for top, size in zip(layout.tops, layout.sizes, strict=True)]

    assert layout.tops[0] == MARGIN
    assert all(end < top for end, top in zip(ends, layout.tops[1:], strict=False))
    assert layout.height > ends[-1]


@given(layouts, st.data())
def test_whatever_is_in_sight_is_among_the_pages_that_are_drawn(layout, data):
    number = data.draw(st.integers(0, len(layout.sizes) - 1))
    inside = layout.tops[number] + layout.sizes[number].height * layout.scale / 2

    assert layout.at(inside) == number
    assert number in layout.between(inside - 1, inside + 1)
