import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.fonts import KAI
from app.documents.typesetting import (
    Align,
    Box,
    DoesNotFit,
    Piece,
    Stand,
    TextStyle,
    paper_name,
    set_pieces,
    set_text,
)

BOX = Box(30, 40, 80, 60)
CHINESE = "学员李兰，女，于二月参加（茶叶加工）培训：合格。“好”《证》120学时、Word2019"
texts = st.text(st.sampled_from(CHINESE), min_size=1, max_size=120)
styles = st.builds(
    TextStyle,
    role=st.just(KAI),
    size=st.sampled_from([14.0, 20.0]),
    smallest=st.just(6.0),
    leading=st.sampled_from([1.2, 1.7]),
    indent=st.sampled_from([0.0, 2.0]),
    align=st.sampled_from(Align),
    stand=st.sampled_from(Stand),
)


@given(texts, styles)
def test_every_character_is_set_in_its_order(text, style):
    lines = set_text(text, style, BOX)

    assert "".join(line.text for line in lines) == text


@given(texts, styles)
def test_no_line_stands_over_its_box(text, style):
    lines = set_text(text, style, BOX)

    for line in lines:
        size = max(run.size for run in line.runs) * 25.4 / 72
        assert line.x >= BOX.x - 0.01
        assert line.x + line.width <= BOX.x + BOX.width + 0.01
        assert line.baseline - 0.88 * size >= BOX.y - 0.01
        assert line.baseline + 0.12 * size <= BOX.y + BOX.height + 0.01


phrases = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "（", "《", "“"]),
    st.sampled_from("学员李兰培训合格"),
    st.sampled_from(["", "，", "。", "）", "”"]),
)


@given(st.lists(phrases, min_size=20, max_size=60))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(phrases):
    lines = set_text("".join(phrases), TextStyle(KAI, 14, 14), Box(0, 0, 80, 200))

    assert all(line.text[0] not in "，。）”" for line in lines)
    assert all(line.text[-1] not in "（《“" for line in lines)


def test_a_number_is_never_torn_while_it_fits_into_a_line():
    lines = set_text("身份证号码533522199003129827，合格", TextStyle(KAI, 20, 20), Box(0, 0, 100, 60))

    assert any("533522199003129827，" in line.text for line in lines)


def test_a_word_longer_than_its_line_is_torn_rather_than_lost():
    word = "Muhammadabdulrahmanibnabdulazizalsaud"

    lines = set_text(word, TextStyle(KAI, 14, 8), Box(0, 0, 25, 40))

    assert len(lines) > 1
    assert "".join(line.text for line in lines) == word


def test_long_text_is_made_smaller_and_short_text_is_not():
    style = TextStyle(KAI, 20, 6)
    box = Box(0, 0, 80, 10)

    short, long = set_text("李兰", style, box), set_text("阿卜杜热依木·吾布力喀斯木·买买提", style, box)

    assert short[0].runs[0].size == 20
    assert long[0].runs[0].size < 20


def test_what_fits_at_no_size_is_refused():
    with pytest.raises(DoesNotFit):
        set_text("合格" * 100, TextStyle(KAI, 20, 18), Box(0, 0, 80, 10))


def test_justified_lines_end_at_one_edge_and_the_last_does_not():
    style = TextStyle(KAI, 14, 14, align=Align.JUSTIFY, indent=2)

    lines = set_text(
        "于二〇二六年参加核桃种植与嫁接技术培训，经考核成绩合格，准予结业，特发此证。", style, Box(10, 0, 80, 60)
    )

    assert [round(line.x + line.width, 3) for line in lines[:-1]] == [90.0] * (len(lines) - 1)
    assert lines[-1].x + lines[-1].width < 85


def test_a_larger_piece_is_drawn_larger_and_its_comma_stays_with_it():
    pieces = (Piece("学员"), Piece("李兰", 1.5), Piece("，女"))

    (line,) = set_pieces(pieces, TextStyle(KAI, 10, 10), Box(0, 0, 80, 10))

    assert [(run.text, run.size) for run in line.runs] == [("学员", 10), ("李兰", 15), ("，女", 10)]


def test_line_feeds_begin_paragraphs():
    lines = set_text("准予结业。\n特发此证。", TextStyle(KAI, 14, 14, indent=2), BOX)

    assert [line.text for line in lines] == ["准予结业。", "特发此证。"]
    assert lines[0].x == lines[1].x > BOX.x


def test_a_line_is_as_wide_as_its_glyphs():
    (line,) = set_text("李兰", TextStyle(KAI, 72, 72), Box(0, 0, 80, 60))

    assert line.width == pytest.approx(2 * 25.4)


@pytest.mark.parametrize(
    ("name", "shown"), [("李兰", "李　兰"), ("欧阳兰", "欧阳兰"), ("Ma", "Ma"), ("王", "王"), ("王𬭎", "王　𬭎")]
)
def test_two_character_names_are_spaced_on_paper_only(name, shown):
    assert paper_name(name) == shown
