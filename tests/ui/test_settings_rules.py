"""Setting rules in the window: what is typed stands in force with its source, and can be taken back with a reason."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.ledger.rule_catalogue import known_rule, known_rules
from app.ledger.rule_values import checked
from app.ledger.rules import RuleChange, list_settings, rule_today, set_rule
from app.ui.notices import ReasonDialog
from app.ui.settings.rule_dialog import RuleDialog
from app.ui.settings.rule_field import TextField, field_for
from app.ui.settings.rule_words import value_in, value_words
from app.ui.settings.rules_section import RulesSection

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
ATTENDANCE = "attendance_min_for_exam"


@pytest.fixture
def section(qtbot, work) -> RulesSection:
    made = RulesSection(work)
    qtbot.addWidget(made)
    made.resize(1000, 560)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def show(qtbot, section: RulesSection, key: str = "") -> None:
    section.show_section(key)
    qtbot.waitUntil(lambda: section.work.operations.is_idle)


def opened(qtbot, section: RulesSection, kind: type[QDialog] = RuleDialog) -> QDialog:
    qtbot.waitUntil(lambda: bool(section.findChildren(kind)) and section.findChildren(kind)[-1].isActiveWindow())
    return section.findChildren(kind)[-1]


def line(section: RulesSection, place: int) -> list[str]:
    return [section.rows.index(place, column).data() for column in range(6)]


def test_every_rule_stands_in_the_list_in_chinese_words(qtbot, section):
    show(qtbot, section)
    lines = [line(section, place) for place in range(section.rows.rowCount())]
    told = {cells[0]: cells for cells in lines}

    assert len(lines) == len(known_rules())
    assert told["参加结业考核的最低出勤率"][1:4] == ["80%", "拦截", "产品默认"]
    assert told["参训最高年龄"][1] == "男 60、女 60 周岁"
    assert told["上午、下午、晚上的起止时间"][1].startswith("上午 08:30–12:00")
    assert told["云南2018目录补贴区间"][1] == "300–1600 元/人"
    assert told["各种考勤记号折算学时的比例"][1].startswith("出勤 100%、迟到 100%")
    assert not any(
        word in " ".join(" ".join(cells[:4]) for cells in lines) for word in ("True", "False", "{'", "present")
    )


def test_a_rule_is_set_with_the_keyboard_and_its_source_and_stands_in_the_list(qtbot, section, ledger):
    show(qtbot, section, ATTENDANCE)
    qtbot.keyClick(section.list, KEY.Key_Return)
    dialog = opened(qtbot, section)
    dialog.value.line.setText("90%")
    qtbot.keyClick(dialog.source, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "依据" in dialog.trouble.text())
    dialog.source.setText("县会议纪要〔2026〕3号")
    dialog.starts_on.setText("2026.9.1")
    qtbot.keyClick(dialog.source, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: line(section, section.list.currentIndex().row())[1] == "90%")

    held = rule_today(ledger, ATTENDANCE)
    here = line(section, section.list.currentIndex().row())
    assert (held.value, held.source, held.valid_from) == (0.9, "县会议纪要〔2026〕3号", date(2026, 9, 1))
    assert here[3:] == ["本站", "县会议纪要〔2026〕3号", "2026-09-01 — …"]


def test_a_value_that_cannot_be_is_refused_with_what_is_expected_and_nothing_is_kept(qtbot, section, ledger):
    show(qtbot, section, ATTENDANCE)
    section.open_rule()
    dialog = opened(qtbot, section)
    dialog.source.setText("试")
    dialog.value.line.setText("九成")
    dialog.submit()
    value = dialog.trouble.text()
    dialog.value.line.setText("90%")
    dialog.ends_on.setText("明年")
    dialog.submit()

    assert "九成" in value
    assert "80%" in value
    assert "2026-11-21" in dialog.trouble.text()
    assert list_settings(ledger) == ()


def test_severity_alone_can_be_set(qtbot, section, ledger):
    show(qtbot, section, "class_size_max")
    section.open_rule()
    dialog = opened(qtbot, section)
    dialog.severity.setCurrentIndex(dialog.severity.findText("拦截"))
    dialog.source.setText("站务会")
    dialog.submit()
    qtbot.waitUntil(lambda: section.work.operations.is_idle)

    held = rule_today(ledger, "class_size_max")
    assert (held.value, held.severity) == (50, "block")


def test_a_table_and_a_choice_have_a_field_for_each_entry(qtbot, section, ledger):
    show(qtbot, section, "age_max")
    section.open_rule()
    dialog = opened(qtbot, section)
    dialog.value.fields["女"].line.setText("55")
    dialog.source.setText("县")
    dialog.submit()
    qtbot.waitUntil(lambda: section.work.operations.is_idle)
    show(qtbot, section, "exam_parts")
    section.open_rule()
    parts = opened(qtbot, section)
    parts.value.fields["training_pass"].boxes["theory"].setChecked(False)
    parts.source.setText("县")
    parts.submit()
    qtbot.waitUntil(lambda: section.work.operations.is_idle)

    assert rule_today(ledger, "age_max").value == {"男": 60, "女": 55}
    assert rule_today(ledger, "exam_parts").value == {
        "completion": ["theory", "practical"],
        "training_pass": ["practical"],
    }


def test_what_was_set_is_listed_and_taken_back_with_a_reason(qtbot, section, ledger):
    set_rule(ledger, RuleChange(ATTENDANCE, "县文件", 0.9))
    show(qtbot, section, ATTENDANCE)
    section.open_rule()
    dialog = opened(qtbot, section)
    row = [dialog.history.index(0, place).data() for place in range(5)]
    dialog.take_back.click()
    why = opened(qtbot, dialog, ReasonDialog)
    why.field.setText("按省里规定")
    qtbot.keyClick(why.field, KEY.Key_Return)
    qtbot.waitUntil(lambda: line(section, section.list.currentIndex().row())[1] == "80%")

    assert row[:3] == ["本站", "90%", "拦截"]
    assert row[4] == "县文件"
    assert list_settings(ledger) == ()


def test_rules_are_found_by_words_and_those_set_here_can_be_shown_alone(qtbot, section, ledger):
    set_rule(ledger, RuleChange(ATTENDANCE, "县文件", 0.9))
    show(qtbot, section)
    qtbot.keyClick(section.list, KEY.Key_F, CONTROL)
    section.search.setText("出勤率")
    by_words = section.rows.rowCount()
    section.search.clear()
    section.only_set.setChecked(True)
    alone = [line(section, place)[0] for place in range(section.rows.rowCount())]
    show(qtbot, section, "age_min")

    assert by_words == 2
    assert alone == ["参加结业考核的最低出勤率"]
    assert line(section, section.list.currentIndex().row())[0] == "参训最低年龄"
    assert not section.only_set.isChecked()


@pytest.mark.parametrize("key", sorted(known_rules()))
def test_every_rule_as_shipped_can_be_shown_typed_and_read_back_unchanged(qtbot, key):
    known = known_rule(key)
    field = field_for(known.value, known.shape)
    qtbot.addWidget(field)

    assert checked(known, field.value) == known.value


SHAPES = {
    "ratio": ({"kind": "ratio"}, st.integers(0, 1000).map(lambda share: share / 1000)),
    "integer": ({"kind": "integer", "min": 0, "max": 9999}, st.integers(0, 9999)),
    "number": ({"kind": "number", "min": 0, "max": 9999}, st.integers(0, 99990).map(lambda tenth: tenth / 10)),
    "range": (
        {"kind": "range", "of": {"kind": "number", "min": 0, "max": 9999}},
        st.tuples(st.integers(0, 99), st.integers(100, 999)).map(list),
    ),
    "times": (
        {"kind": "range", "of": {"kind": "time"}},
        st.tuples(st.integers(0, 11), st.integers(12, 23)).map(lambda at: [f"{at[0]:02d}:30", f"{at[1]:02d}:05"]),
    ),
    "dates": ({"kind": "dates"}, st.lists(st.dates().map(date.isoformat), max_size=5, unique=True).map(sorted)),
}


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_a_rule_may_hold_is_read_back_from_its_own_words(qtbot, name, data):
    shape, values = SHAPES[name]
    value = data.draw(values)
    field = TextField(value, shape)

    assert field.value == pytest.approx(value) if name in ("ratio", "number") else field.value == value
    field.deleteLater()


def test_a_range_may_be_typed_in_many_ways():
    shape = {"kind": "range", "of": {"kind": "number", "min": 0, "max": 9999}}

    assert [value_in(text, shape) for text in ("300-1600", "300～1600", "300 至 1600", "300,1600", "300、1600")] == [
        [300, 1600]
    ] * 5


def test_market_days_are_told_in_words(ledger):
    value = {"dates": ["2026-11-05"], "weekdays": [7], "endings": [3, 8], "every": 5, "counted_from": "2026-11-03"}
    rule = set_rule(ledger, RuleChange("market_days", "镇上", value))

    words = value_words(rule, known_rule("market_days").shape)
    assert "逢几（日期尾数） 3、8" in words
    assert "2026-11-05" in words
