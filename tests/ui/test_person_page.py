"""The page of one person: masked until a reason is given, with groups, papers, history, and steps taken back."""

from dataclasses import replace
from datetime import date

import orjson
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel

from app.ledger.certificate_events import void
from app.ledger.merging import merge_trainees
from app.ledger.other_certificates import RecordFacts, record, recorded_certificates
from app.ledger.people import edit_trainee
from app.ledger.person_categories import add_category
from app.ledger.person_details import PersonDetails
from app.ledger.person_page import read_person
from app.models.journal import JOURNAL
from app.models.people import Trainee
from app.ui.notices import ReasonDialog
from app.ui.people.elsewhere_dialog import ElsewhereDialog
from app.ui.people.group_dialogs import AddGroupDialog, AmendGroupDialog
from app.ui.people.merge_dialog import MergeDialog
from app.ui.people.person_page import PersonPage
from app.ui.people.record_dialog import PersonRecordDialog
from app.ui.people.story_dialog import StoryDialog
from app.ui.spots import CERTIFICATE, CLASS, PERSON, PERSON_FORM, Spot
from tests.makers import add_trainee, make_block, make_certificate, make_enrolment
from tests.makers_people import give_photo, id_number
from tests.ui.scenes_people import invented_photo

NUMBER = "533522198501069830"
CONTROL = Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 11, 21)


@pytest.fixture
def trainee(ledger) -> str:
    return add_trainee(ledger)


@pytest.fixture
def page(qtbot, work, trainee) -> PersonPage:
    made = PersonPage(work)
    qtbot.addWidget(made, before_close_func=lambda _: work.operations.finish())
    made.resize(1200, 640)
    made.show()
    return come_to(qtbot, made, trainee)


def come_to(qtbot, page: PersonPage, trainee: str) -> PersonPage:
    page.show_spot(Spot(PERSON, trainee))
    qtbot.waitUntil(lambda: page.sheet is not None and page.work.operations.is_idle)
    come_back(qtbot, page)
    return page


def come_back(qtbot, page: PersonPage) -> None:
    # Without a screen a dialog that was left does not give the window back by itself.
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)


def words(page: PersonPage) -> str:
    return " ".join(each.text() for each in page.findChildren(QLabel))


def dialog_of(qtbot, page: PersonPage, kind: type[QDialog]):
    qtbot.waitUntil(lambda: any(each.isVisible() and each.isActiveWindow() for each in page.findChildren(kind)))
    return page.findChildren(kind)[-1]


def give_reason(qtbot, page: PersonPage, reason: str) -> None:
    dialog = dialog_of(qtbot, page, ReasonDialog)
    dialog.field.insert(reason)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)


def cells(section) -> list[list[str]]:
    model = section.rows
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_numbers_are_shown_in_full_only_with_a_reason_that_the_journal_keeps_with_whom(qtbot, page, ledger, trainee):
    masked = words(page)
    qtbot.keyClick(page.body, Qt.Key.Key_U, CONTROL)
    give_reason(qtbot, page, "县里来电核对")
    qtbot.waitUntil(lambda: NUMBER in words(page) and "13800000000" in words(page))

    with ledger.reading() as session:
        heads = [orjson.loads(row.body) for row in session.execute(JOURNAL.select()) if row.op == "C"]

    assert NUMBER not in masked
    assert "533***********9830" in masked
    assert (heads[-1]["action"], heads[-1]["about"], heads[-1]["reason"]) == (
        "person.unmask",
        [trainee],
        "县里来电核对",
    )


def test_whole_numbers_are_hidden_again_after_a_minute(qtbot, page):
    page.ask_unmask()
    give_reason(qtbot, page, "核对")
    qtbot.waitUntil(lambda: NUMBER in words(page))
    shown_for = page.masking.interval() if page.masking.isActive() else 0

    page.masking.timeout.emit()

    assert shown_for == 60_000
    qtbot.waitUntil(lambda: NUMBER not in words(page))


def test_whoever_leaves_the_page_leaves_no_whole_number_on_it(qtbot, page):
    page.ask_unmask()
    give_reason(qtbot, page, "核对")
    qtbot.waitUntil(lambda: NUMBER in words(page))

    page.hide()

    assert NUMBER not in words(page)


def test_a_clerk_sees_before_pressing_that_others_may_unmask_and_merge(qtbot, page, ledger, trainee):
    ledger.clerk = replace(ledger.clerk, role="clerk")

    come_to(qtbot, page, trainee)
    page.refresh()
    qtbot.waitUntil(lambda: not page.unmask.isEnabled())

    assert not page.merge.isEnabled()
    assert page.edit.isEnabled()
    assert "站长" in page.unmask.toolTip()


def test_f2_leads_to_the_form_and_esc_back(qtbot, page, work, trainee):
    with qtbot.waitSignal(work.wanted) as told:
        qtbot.keyClick(page.body, Qt.Key.Key_F2)
    with qtbot.waitSignal(work.went_back):
        qtbot.keyClick(page.body, Qt.Key.Key_Escape)

    assert told.args == [Spot(PERSON_FORM, trainee)]


def test_an_edit_is_taken_back_and_done_again_with_ctrl_z(qtbot, page, ledger, trainee):
    edit_trainee(ledger, trainee, PersonDetails(phone="13911112222"))
    page.refresh()
    qtbot.waitUntil(page.undo.isVisible)
    qtbot.keyClick(page.body, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: "138****0000" in words(page) and page.undo.text() == "恢复修改")

    qtbot.keyClick(page.body, Qt.Key.Key_Z, CONTROL)

    qtbot.waitUntil(lambda: "139****2222" in words(page) and page.undo.text() == "撤销修改")


def test_a_group_is_begun_corrected_and_ended_with_the_keyboard(qtbot, page, ledger, trainee):
    qtbot.keyClick(page.body, Qt.Key.Key_G, CONTROL)
    begin = dialog_of(qtbot, page, AddGroupDialog)
    begin.group.line.insert("脱贫户")
    qtbot.keyClick(begin.number, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: cells(page.groups) == [["脱贫户", "2026-11-21", "至今", ""]])
    come_back(qtbot, page)
    page.groups.take_focus()
    qtbot.keyClick(page.groups.view, Qt.Key.Key_Return)
    amend = dialog_of(qtbot, page, AmendGroupDialog)
    amend.start.setText("2026年1月1日")
    amend.end.setText("20261031")
    amend.evidence.insert("退出公示")
    qtbot.keyClick(amend.end, Qt.Key.Key_Return, CONTROL)

    qtbot.waitUntil(lambda: cells(page.groups) == [["脱贫户", "2026-01-01", "2026-10-31", "退出公示"]])
    assert read_person(ledger, trainee).person.categories == ()


def test_a_group_that_was_never_right_is_taken_out_only_with_a_reason(qtbot, page, ledger, trainee):
    add_category(ledger, trainee, "低保", (TODAY, None))
    page.refresh()
    qtbot.waitUntil(lambda: len(cells(page.groups)) == 1)
    page.open_group(page.groups.rows.row_at(0))
    amend = dialog_of(qtbot, page, AmendGroupDialog)
    amend.remove()
    refused = amend.trouble.text()
    amend.reason.insert("录错了人")

    amend.remove()

    qtbot.waitUntil(lambda: cells(page.groups) == [])
    assert "为什么" in refused


def test_a_day_that_is_none_is_told_and_the_dialog_stays(qtbot, page):
    page.add_group()
    dialog = dialog_of(qtbot, page, AddGroupDialog)
    dialog.start.setText("昨天")

    dialog.submit()

    assert "昨天" in dialog.trouble.text()
    assert dialog.isVisible()


def test_a_certificate_of_another_body_is_recorded_and_corrected(qtbot, page, ledger, trainee):
    qtbot.mouseClick(page.add_record_button, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, page, PersonRecordDialog)
    dialog.number.insert("S000053000101255000001")
    dialog.name.insert("评茶员")
    qtbot.keyClick(dialog.number, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(cells(page.records)) == 1)
    come_back(qtbot, page)
    page.records.take_focus()
    qtbot.keyClick(page.records.view, Qt.Key.Key_Return)
    again = dialog_of(qtbot, page, PersonRecordDialog)
    again.issuer.insert("某鉴定中心")
    qtbot.keyClick(again.issuer, Qt.Key.Key_Return, CONTROL)

    qtbot.waitUntil(lambda: [each.body for each in recorded_certificates(ledger, TODAY, trainee)] == ["某鉴定中心"])
    assert cells(page.records)[0][:2] == ["职业技能等级证书", "S000053000101255000001"]


def test_a_licence_number_that_holds_the_id_number_is_masked_and_stays_whole(qtbot, page, ledger, trainee):
    record(ledger, trainee, RecordFacts("TZZY", f"T{NUMBER}", "低压电工"))
    page.refresh()
    qtbot.waitUntil(lambda: len(cells(page.records)) == 1)
    shown = cells(page.records)[0][1]
    page.open_record(page.records.rows.row_at(0))
    dialog = dialog_of(qtbot, page, PersonRecordDialog)
    in_dialog = dialog.number.text()
    dialog.issuer.insert("应急管理局")
    dialog.submit()

    qtbot.waitUntil(lambda: recorded_certificates(ledger, TODAY, trainee)[0].body == "应急管理局")
    assert NUMBER not in shown + in_dialog
    assert recorded_certificates(ledger, TODAY, trainee)[0].number == f"T{NUMBER}"


def test_a_training_elsewhere_is_written_down(qtbot, page):
    qtbot.mouseClick(page.add_elsewhere_button, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, page, ElsewhereDialog)
    dialog.course.insert("电工")
    dialog.start.setText("20250506")
    dialog.end.setText("20250520")
    dialog.source.insert("县人社局通报")

    qtbot.keyClick(dialog.source, Qt.Key.Key_Return, CONTROL)

    qtbot.waitUntil(lambda: cells(page.elsewhere) == [["电工", "2025-05-06 – 05-20", "县人社局通报"]])


def test_enter_opens_the_class_and_the_certificate(qtbot, page, ledger, work, trainee):
    with ledger.change("certificate.issue") as change:
        enrolment = make_enrolment(change, trainee)
        number = make_certificate(change, enrolment, make_block(change), 7).number
        place = (enrolment.class_id, enrolment.id)
    void(ledger, number, "打错")
    page.refresh()
    qtbot.waitUntil(lambda: cells(page.certificates) == [[number, "", "2026-11-21", "已作废"]])
    page.classes.take_focus()
    with qtbot.waitSignal(work.wanted) as to_class:
        qtbot.keyClick(page.classes.view, Qt.Key.Key_Return)
    qtbot.keyClick(page.classes.view, Qt.Key.Key_Tab, CONTROL)

    with qtbot.waitSignal(work.wanted) as to_certificate:
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)

    assert to_class.args == [Spot(CLASS, place[0], "roster", place[1])]
    assert to_certificate.args == [Spot(CERTIFICATE, number)]


def test_history_tells_in_chinese_who_changed_what_and_enter_shows_each_field(qtbot, page, ledger, trainee):
    edit_trainee(ledger, trainee, PersonDetails(phone="13911112222", address="大寨组1号"), reason="本人来电")
    page.refresh()
    qtbot.waitUntil(lambda: len(cells(page.story)) == 2)
    page.story.take_focus()

    qtbot.keyClick(page.story.view, Qt.Key.Key_Return)

    dialog = dialog_of(qtbot, page, StoryDialog)
    newest = cells(page.story)[0]
    assert newest[:3] == ["2026-11-21 09:00", "station", "修改信息"]
    assert "电话：138****0000 → 139****2222" in newest[3]
    assert newest[4] == "本人来电"
    fields = {dialog.rows.row_at(row).label for row in range(dialog.rows.rowCount())}
    assert fields == {"电话", "地址"}


def test_the_photo_of_this_person_is_shown(qtbot, page, ledger, trainee):
    without = page.facts.photo.text()
    give_photo(ledger, trainee, invented_photo((295, 413)))

    page.refresh()

    qtbot.waitUntil(lambda: not page.facts.photo.pixmap().isNull())
    assert without == "无照片"


def test_two_entries_are_merged_with_a_reason_and_taken_apart_again(qtbot, page, ledger, work, trainee):
    other = add_trainee(ledger, name="罗正样", pinyin="luo zheng yang", initials="lzy", id_number="", phone="")
    qtbot.keyClick(page.body, Qt.Key.Key_M, CONTROL)
    dialog = dialog_of(qtbot, page, MergeDialog)
    dialog.typed.insert("罗正样")
    qtbot.waitUntil(lambda: dialog.other.currentData() == other and bool(dialog.moves.text()))
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(dialog.trouble.isVisible)
    refused = dialog.trouble.text()
    dialog.reason.insert("同一人，名字录错")
    with qtbot.waitSignal(dialog.merged):
        qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: [line[0] for line in cells(page.merged)] == ["罗正样"])
    come_back(qtbot, page)
    page.merged.take_focus()

    qtbot.keyClick(page.merged.view, Qt.Key.Key_Return)
    give_reason(qtbot, page, "原来是两个人")

    qtbot.waitUntil(page.merged.card.isHidden)
    assert refused.startswith("合并两条记录必须说明理由")
    assert read_person(ledger, other).merged_into == ""


def test_numbers_that_differ_only_where_they_are_masked_are_said_to_differ(qtbot, page, ledger):
    twin = add_trainee(ledger, id_number="533522198601069830", phone="")
    page.open_merge()
    dialog = dialog_of(qtbot, page, MergeDialog)
    dialog.typed.insert("罗正祥")
    qtbot.waitUntil(lambda: dialog.other.currentData() == twin and bool(dialog.moves.text()))

    (side,) = [row for row in dialog.sides.rows if row.label == "证件号码"]

    assert side.left == side.right
    assert side.sign == "≠ 不同"


def test_whoever_was_merged_away_cannot_be_edited_and_says_why(qtbot, page, ledger, trainee):
    stays = add_trainee(ledger, name="罗正样", id_number=id_number(5))
    merge_trainees(ledger, stays, trainee, "同一人")

    page.refresh()
    qtbot.waitUntil(page.warning.isVisible)

    assert "合并" in page.warning.text()
    assert not any(each.isEnabled() for each in (page.edit, page.merge, page.unmask, page.add_group_button))
    with ledger.reading() as session:
        assert session.get_one(Trainee, trainee).merged_into == stays


def test_ctrl_tab_walks_through_the_tables_that_have_rows(qtbot, page, ledger, trainee):
    add_category(ledger, trainee, "低保", (TODAY, None))
    page.refresh()
    qtbot.waitUntil(lambda: len(cells(page.groups)) == 1)

    qtbot.keyClick(page.body, Qt.Key.Key_Tab, CONTROL)
    first = page.groups.view.hasFocus()
    qtbot.keyClick(page.groups.view, Qt.Key.Key_Tab, CONTROL)

    assert first
    assert page.story.view.hasFocus()
