"""The roster with the keyboard: people join, leave, are remarked on and numbered anew; numbers stay masked."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.ledger.class_order import RosterHasChanged, number_anew
from app.ledger.class_roster import roster_of
from app.ledger.classes import cancel_class
from app.ledger.conduct import conduct_of
from app.ledger.enrolling import enrol
from app.ledger.rules import RuleChange, set_rule
from app.ui.classes.results_dialogs import ConductDialog
from app.ui.classes.roster_dialogs import EnrolDialog, WithdrawDialog
from app.ui.classes.roster_part import RosterPart
from app.ui.notices import ReasonDialog
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.spots import CHOOSE, IMPORT, PERSON, Spot
from tests.conftest import CHINA
from tests.makers_training import day, keep_class, keep_trainee, keep_trainees

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PEOPLE = (
    {"name": "罗正祥", "pinyin": "luo zheng xiang", "initials": "lzx", "village": "安石村", "phone": "13811112222"},
    {"name": "李兰", "pinyin": "li lan", "initials": "ll", "village": "红塘村"},
    {"name": "杨志强", "pinyin": "yang zhi qiang", "initials": "yzq", "village": "安石村"},
)


@pytest.fixture
def class_id(ledger, clock) -> str:
    clock.time = datetime(2026, 11, 3, 15, 0, tzinfo=CHINA)
    row = keep_class(ledger)
    enrol(ledger, row.id, [keep_trainee(ledger, place, **fields) for place, fields in enumerate(PEOPLE)])
    return row.id


@pytest.fixture
def part(qtbot, work, class_id) -> RosterPart:
    made = RosterPart(work)
    qtbot.addWidget(made)
    made.resize(1017, 480)
    made.show()
    made.show_class(class_id)
    settled(qtbot, made)
    return made


def settled(qtbot, part: RosterPart) -> None:
    qtbot.waitUntil(lambda: part.work.operations.is_idle)


def press(qtbot, part: RosterPart, key, keys=Qt.KeyboardModifier.NoModifier) -> None:
    part.activateWindow()
    qtbot.waitUntil(part.isActiveWindow)
    part.list.setFocus()
    qtbot.keyClick(part.list, key, keys)
    settled(qtbot, part)


def ctrl_enter(qtbot, part: RosterPart, dialog) -> None:
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    settled(qtbot, part)


def names(part: RosterPart) -> list[str]:
    return [row.name for row in part.rows.rows]


def take(qtbot, part: RosterPart, dialog: EnrolDialog, typed: str) -> None:
    """Type, Enter: whoever stands at the top of those who fit."""
    dialog.search.setText(typed)
    qtbot.keyClick(dialog.search, KEY.Key_Return)
    settled(qtbot, part)


def test_several_people_are_found_by_typing_and_enrolled_together(qtbot, part, ledger, class_id):
    keep_trainee(ledger, 10, name="王秀英", pinyin="wang xiu ying", initials="wxy")
    keep_trainee(ledger, 11, name="张文", pinyin="zhang wen", initials="zw")
    press(qtbot, part, KEY.Key_N, CONTROL)
    dialog = part.findChild(EnrolDialog)

    take(qtbot, part, dialog, "wxy")
    take(qtbot, part, dialog, "zhangwen")
    words = dialog.verb.text()
    ctrl_enter(qtbot, part, dialog)

    assert words == "加入 2 人"
    assert [row.name for row in roster_of(ledger, class_id)] == ["罗正祥", "李兰", "杨志强", "王秀英", "张文"]
    assert part.person.name == "王秀英"


def test_what_the_rules_say_of_each_is_seen_before_and_who_is_kept_out_is_left_out(qtbot, part, ledger, class_id):
    set_rule(ledger, RuleChange("age_min", "本县规定", severity="block"))
    keep_trainee(ledger, 10, name="王小龙", initials="wxl", birth_date=date(2012, 5, 6))
    keep_trainee(ledger, 11, name="张文", initials="zw", birth_date=None)
    keep_trainee(ledger, 12, name="赵兰", initials="zl")
    press(qtbot, part, KEY.Key_N, CONTROL)
    dialog = part.findChild(EnrolDialog)

    for typed in ("wxl", "zw", "zl"):
        take(qtbot, part, dialog, typed)
    said = [each.words()[0] for each in dialog.joining.rows]
    told = dialog.sums.text()
    ctrl_enter(qtbot, part, dialog)

    assert said == ["✕", "!", "✓"]
    assert "1 人不符合规则" in told
    assert "1 人有提醒" in told
    assert [row.name for row in roster_of(ledger, class_id)][3:] == ["张文", "赵兰"]


def test_whoever_is_in_the_class_already_is_not_taken_twice_and_del_takes_one_off_the_list(qtbot, part, ledger):
    keep_trainee(ledger, 10, name="王秀英", initials="wxy")
    press(qtbot, part, KEY.Key_N, CONTROL)
    dialog = part.findChild(EnrolDialog)
    take(qtbot, part, dialog, "ll")
    told = dialog.hint.text()
    take(qtbot, part, dialog, "wxy")
    before = dialog.joining.rowCount()

    dialog.drop()
    settled(qtbot, part)

    assert told == "李兰 已在本班。"
    assert (before, dialog.joining.rowCount(), dialog.verb.isEnabled()) == (1, 0, False)


def test_nobody_who_fits_says_where_new_people_come_from(qtbot, part):
    press(qtbot, part, KEY.Key_N, CONTROL)
    dialog = part.findChild(EnrolDialog)

    take(qtbot, part, dialog, "欧阳")

    assert "导入花名册" in dialog.hint.text()


def test_leaving_needs_a_day_and_a_reason_and_is_taken_back_with_one(qtbot, part, ledger, class_id):
    part.list.selectRow(1)
    press(qtbot, part, KEY.Key_Delete)
    dialog = part.findChild(WithdrawDialog)
    ctrl_enter(qtbot, part, dialog)
    told = dialog.trouble.text()
    dialog.reason.setText("外出务工")
    ctrl_enter(qtbot, part, dialog)
    left = roster_of(ledger, class_id)[1]
    shown = part.rows.index(1, 9).data()

    press(qtbot, part, KEY.Key_Delete)
    why = part.findChild(ReasonDialog)
    why.field.setText("没有去成")
    why.accept()
    settled(qtbot, part)

    assert "原因" in told
    assert (left.has_withdrawn, left.outcome_on, left.outcome_reason) == (True, day(3), "外出务工")
    assert shown == "中途退出 2026-11-03 外出务工"
    assert not roster_of(ledger, class_id)[1].has_withdrawn


def test_a_remark_on_conduct_is_kept_and_counted_in_its_line(qtbot, part, ledger, class_id):
    part.list.selectRow(2)
    press(qtbot, part, KEY.Key_F6)
    dialog = part.findChild(ConductDialog)
    settled(qtbot, part)

    dialog.text.insert("主动帮厨")
    ctrl_enter(qtbot, part, dialog)

    [note] = conduct_of(ledger, class_id)
    assert (note.serial, note.text) == (3, "主动帮厨")
    assert part.rows.index(2, 8).data() == "1"


def test_a_click_on_a_heading_sorts_and_everyone_is_numbered_in_that_order(qtbot, part, ledger, class_id):
    part._sort_by(1)
    by_name = names(part)
    part._sort_by(1)
    falling = names(part)
    part._sort_by(1)

    press(qtbot, part, KEY.Key_N, CONTROL | SHIFT)

    assert (by_name, falling) == (["李兰", "罗正祥", "杨志强"], ["杨志强", "罗正祥", "李兰"])
    assert [(row.serial, row.name) for row in roster_of(ledger, class_id)] == [
        (1, "李兰"),
        (2, "罗正祥"),
        (3, "杨志强"),
    ]


def test_nobody_is_numbered_while_a_search_hides_some(qtbot, part, ledger, class_id):
    part.search.setText("安石")

    with qtbot.waitSignal(part.work.said) as told:
        press(qtbot, part, KEY.Key_N, CONTROL | SHIFT)

    assert "清空搜索" in told.args[0]
    assert names(part) == ["罗正祥", "杨志强"]
    assert [row.serial for row in roster_of(ledger, class_id)] == [1, 2, 3]


def test_an_order_that_names_other_people_numbers_nobody(ledger, class_id):
    ids = [row.enrolment_id for row in roster_of(ledger, class_id)]

    for wrong in (ids[:2], [*ids[:2], ids[0]], []):
        with pytest.raises(RosterHasChanged):
            number_anew(ledger, class_id, wrong)

    assert [row.enrolment_id for row in roster_of(ledger, class_id)] == ids


def test_enter_opens_the_person_and_the_import_is_one_key_away(qtbot, part, ledger, class_id):
    trainee_id = roster_of(ledger, class_id)[0].trainee_id

    with qtbot.waitSignal(part.work.wanted) as person:
        press(qtbot, part, KEY.Key_Return)
    with qtbot.waitSignal(part.work.wanted) as importing:
        press(qtbot, part, KEY.Key_O, CONTROL)

    assert person.args[0] == Spot(PERSON, trainee_id)
    assert importing.args[0] == Spot(IMPORT, id=class_id, part=CHOOSE)


def test_the_village_is_written_one_way_whether_the_tree_has_it_or_not(qtbot, ledger, work, class_id):
    fields = {"name": "罗小春", "village": "董扁村民委员会"}
    enrol(ledger, class_id, [keep_trainee(ledger, 7, **fields)])

    part = RosterPart(work)
    qtbot.addWidget(part)
    part.show_class(class_id)
    qtbot.waitUntil(lambda: part.rows.rowCount() == 4)
    told = {part.rows.index(row, place).data() for row in range(4) for place in range(part.rows.columnCount())}

    assert {"安石村", "红塘村", "董扁村"} <= told


def test_lines_are_copied_with_masked_numbers(qtbot, part):
    part.list.selectAll()

    press(qtbot, part, KEY.Key_C, CONTROL | SHIFT)
    lines = QGuiApplication.clipboard().text().splitlines()

    assert lines[0].split("\t")[:3] == ["序号", "姓名", "性别"]
    assert len(lines) == 4
    assert "138****2222" in lines[1]
    assert "13811112222" not in "".join(lines)
    assert all("***********" in line for line in lines[1:])


def test_the_roster_and_a_sign_in_sheet_are_printed_with_two_keys(qtbot, part):
    press(qtbot, part, KEY.Key_P, CONTROL)
    [roster] = part.findChildren(PaperDialog)
    qtbot.waitUntil(lambda: roster.view.pages > 0)
    title = roster.windowTitle()
    roster.reject()
    press(qtbot, part, KEY.Key_P, CONTROL | SHIFT)
    [sheet] = [each for each in part.findChildren(PaperDialog) if each is not roster]
    qtbot.waitUntil(lambda: sheet.view.pages > 0)

    assert "花名册" in title
    assert "签到表" in sheet.windowTitle()


def test_an_empty_roster_names_the_next_step(qtbot, part, ledger):
    other = keep_class(ledger, name="另一班")

    part.show_class(other.id)
    settled(qtbot, part)

    assert part.layers.currentIndex() == 1
    assert "加人" in part.empty.text()
    assert part.first.isVisible()


def test_nobody_joins_or_leaves_a_class_called_off(qtbot, part, ledger):
    other = keep_class(ledger, name="另一班")
    enrol(ledger, other.id, keep_trainees(ledger, 1, start=20))
    cancel_class(ledger, other.id, "报名人数不足")
    part.show_class(other.id)
    settled(qtbot, part)

    press(qtbot, part, KEY.Key_N, CONTROL)
    press(qtbot, part, KEY.Key_Delete)

    assert part.findChild(EnrolDialog) is None
    assert part.findChild(WithdrawDialog) is None
