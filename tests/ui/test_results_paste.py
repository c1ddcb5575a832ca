"""Reading a pasted block of scores: whatever its order and its columns, each score finds its person or is named."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.results_sheet import ScoredPerson
from app.models.vocabulary import LessonKind
from app.ui.classes.results_paste import Pasted, Target, read_block
from tests.makers_training import id_number, name_of

FIRST = 4
EXAMS = tuple((part, attempt) for attempt in (1, 2) for part in LessonKind)
THEORY, PRACTICAL, THEORY_RESIT, PRACTICAL_RESIT = range(FIRST, FIRST + 4)


def person(place: int, **fields) -> ScoredPerson:
    usual = {
        "serial": place + 1,
        "enrolment_id": f"e{place}",
        "trainee_id": f"t{place}",
        "name": name_of(place),
        "pinyin": "",
        "initials": "",
        "id_tail": id_number(place)[-4:],
        "outcome": "",
        "outcome_label": "",
        "scores": {},
        "remark": "",
        "rate": 1.0,
        "is_short": False,
    }
    return ScoredPerson(**(usual | fields))


PEOPLE = tuple(person(place) for place in range(6))


def read(text: str, here=(0, THEORY), people: Sequence[ScoredPerson] = PEOPLE, shut=lambda *_: "") -> Pasted:
    block = [line.split("\t") for line in text.splitlines()]
    return read_block(block, Target(people, EXAMS, FIRST, here, shut))


@given(st.permutations(range(6)), st.lists(st.integers(0, 1000), min_size=12, max_size=12), st.booleans())
def test_whatever_the_order_each_score_finds_its_person(order, tenths, headed):
    heading = ["姓名\t身份证号\t理论成绩\t实操成绩"] if headed else []
    lines = [
        f"{name_of(place)}\t{id_number(place)}\t{tenths[2 * place] / 10:g}\t{tenths[2 * place + 1] / 10:g}"
        for place in order
    ]

    pasted = read("\n".join([*heading, *lines]), here=(3, THEORY))

    wanted = {(place, THEORY): f"{tenths[2 * place] / 10:g}" for place in range(6)}
    wanted |= {(place, PRACTICAL): f"{tenths[2 * place + 1] / 10:g}" for place in range(6)}
    assert (pasted.cells, pasted.refused, pasted.is_by_name) == (wanted, (), True)


@given(st.lists(st.lists(st.text(max_size=6), max_size=5), max_size=8))
def test_any_text_is_read_without_harm_and_only_scores_in_sight_are_taken(block):
    pasted = read_block(block, Target(PEOPLE, EXAMS, FIRST, (2, PRACTICAL), lambda *_: ""))

    for (row, column), text in pasted.cells.items():
        assert 0 <= row < len(PEOPLE)
        assert FIRST <= column < FIRST + len(EXAMS)
        assert 0 <= float(text.removesuffix("分")) <= 100


def test_a_heading_may_name_resits_and_leave_columns_in_between():
    pasted = read(
        "序号\t姓名\t准考证号\t理论（分）\t理论补考\t总评\t实操补考\n1\t" + name_of(0) + "\t20260001\t50\t61\t70\t66"
    )

    assert pasted.cells == {(0, THEORY): "50", (0, THEORY_RESIT): "61", (0, PRACTICAL_RESIT): "66"}


def test_a_heading_with_serials_alone_is_enough():
    pasted = read("序号\t理论\n2\t81\n1\t71")

    assert pasted.cells == {(1, THEORY): "81", (0, THEORY): "71"}


def test_phones_and_remarks_beside_the_scores_are_passed_over():
    pasted = read(f"{name_of(0)}\t13800000000\t80\t良好\n{name_of(1)}\t13900000000\t70\t一般")

    assert pasted.cells == {(0, THEORY): "80", (1, THEORY): "70"}
    assert pasted.refused == ()


@pytest.mark.parametrize("absent", ["", "缺考", "-", "—", "/"])
def test_no_score_is_no_mistake(absent):
    pasted = read(f"{name_of(0)}\t{absent}\n{name_of(1)}\t70")

    assert (pasted.cells, pasted.refused) == ({(1, THEORY): "70"}, ())


def test_a_masked_number_is_known_by_its_end():
    pasted = read(f"姓名\t身份证号\t理论\n{name_of(0)}\t533***********{id_number(0)[-4:]}\t80")

    assert pasted.cells == {(0, THEORY): "80"}


def test_a_person_named_twice_is_taken_once_and_the_second_line_is_told():
    pasted = read(f"{name_of(0)}\t80\n{name_of(0)}\t90\n{name_of(1)}\t70")

    assert pasted.cells == {(0, THEORY): "80", (1, THEORY): "70"}
    assert [(cell.line, cell.text, cell.why) for cell in pasted.refused] == [(2, "90", "第 1 行已经有了。")]


def test_by_order_what_runs_over_the_last_person_is_told():
    pasted = read("80\n90", here=(5, THEORY))

    assert pasted.cells == {(5, THEORY): "80"}
    assert [cell.why for cell in pasted.refused] == ["下面没有学员了。"]


def test_a_shut_cell_is_told_with_its_reason_but_a_resit_may_come_with_its_first_attempt():
    def shut(who: ScoredPerson, exam) -> str:
        return "已结业" if who.serial == 1 else "先录前一次成绩" if exam[1] == 2 else ""

    pasted = read("80\n50\t70\t60", shut=shut)

    assert pasted.cells == {(1, THEORY): "50", (1, PRACTICAL): "70", (1, THEORY_RESIT): "60"}
    assert [(cell.who, cell.why) for cell in pasted.refused] == [(name_of(0), "已结业")]
