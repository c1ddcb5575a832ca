"""The form of a person: what the clerk is told while typing, what is kept, and that nothing half typed is lost."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from app.ledger.history import read_history
from app.ledger.person_page import read_person
from app.ledger.person_rows import PeopleWanted, list_people
from app.ledger.places import load_places
from app.models.id_numbers import check_character
from app.models.people import Trainee
from app.models.pinyin import full_pinyin
from app.ui.people.code_box import CodeBox
from app.ui.people.details_fields import line_of
from app.ui.people.doubt_dialog import DoubtDialog
from app.ui.people.group_dialogs import ChooseGroupDialog
from app.ui.people.person_form import PersonForm
from app.ui.spots import PERSON, PERSON_FORM, Spot
from tests.makers import add_trainee
from tests.makers_people import keep_station

OTHER = "53352219850106981" + check_character("53352219850106981")
GOOD, WRONG = "533522198501069830", "533522198501069831"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def form(qtbot, work) -> PersonForm:
    return opened(qtbot, work)


def opened(qtbot, work) -> PersonForm:
    page = PersonForm(work)
    qtbot.addWidget(page, before_close_func=lambda _: work.operations.finish())
    page.resize(1200, 640)
    page.show()
    page.show_spot(Spot(PERSON_FORM))
    qtbot.waitUntil(lambda: page.keep.isEnabled() and page.parts.is_whole)
    return page


def field(form: PersonForm, name: str) -> QLineEdit:
    return line_of(form.details.fields[name])


def hint(form: PersonForm, label: str) -> str:
    column = next(each for each in form.details.columns if label in each.hints)
    return column.hints[label].text()


def type_in(qtbot, form: PersonForm, **texts: str) -> None:
    for name, text in texts.items():
        line = field(form, name)
        line.setFocus()
        line.selectAll()
        # A test's keys are those of a keyboard; what an input method composes arrives whole.
        qtbot.keyClicks(line, text) if text.isascii() else line.insert(text)


def knows_pinyin(qtbot, form: PersonForm) -> None:
    """Wait until every list of words is found by its pinyin too."""
    boxes = [each for each in form.details.fields.values() if isinstance(each, CodeBox)]
    spoken = [each.model().item(1) for each in boxes]
    role = int(Qt.ItemDataRole.UserRole)
    qtbot.waitUntil(lambda: all(full_pinyin(each.text()) in str(each.data(role)) for each in spoken))


def keep(qtbot, form: PersonForm) -> None:
    # Without a screen a dialog that was left does not give the window back by itself.
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    qtbot.keyClick(field(form, "name"), Qt.Key.Key_Return, CONTROL)


def everyone(ledger):
    return list_people(ledger, PeopleWanted())


def row_of(ledger, trainee: str) -> Trainee:
    with ledger.reading() as session:
        return session.get_one(Trainee, trainee)


def test_what_the_number_says_stands_below_it_while_it_is_typed(qtbot, form):
    type_in(qtbot, form, id_number=GOOD)

    qtbot.waitUntil(lambda: "1985-01-06" in hint(form, "证件号码"))

    assert "男" in hint(form, "证件号码")
    assert "41 岁" in hint(form, "证件号码")
    assert field(form, "sex").placeholderText() == "男（按证件号码）"
    assert field(form, "birth_date").placeholderText() == "1985-01-06（按证件号码）"


def test_an_empty_form_scolds_nobody_before_it_is_to_be_kept(qtbot, form):
    type_in(qtbot, form, phone="13911112222", address="水箐村")
    form._judge()

    qtbot.waitUntil(lambda: form.work.operations.is_idle)

    assert hint(form, "姓名") == ""
    assert hint(form, "证件号码") == ""


def test_a_wrong_check_digit_is_told_in_red_and_nothing_is_kept(qtbot, form, ledger):
    type_in(qtbot, form, name="普文学", id_number=WRONG)

    keep(qtbot, form)

    qtbot.waitUntil(lambda: "1 处要改" in form.parts.trouble.text())
    assert form.details.columns[0].hints["证件号码"].objectName() == "wrong"
    assert everyone(ledger) == ()
    assert field(form, "name").text() == "普文学"
    assert field(form, "id_number").hasFocus()


def test_a_letter_typed_for_a_digit_is_mended_with_f4(qtbot, form):
    type_in(qtbot, form, id_number=GOOD[:-1] + "O")
    qtbot.waitUntil(lambda: bool(form.parts.advice.buttons))
    offered = form.parts.advice.buttons[0].text()

    qtbot.keyClick(field(form, "id_number"), Qt.Key.Key_F4)

    assert offered == f"改为 {GOOD} (F4)"
    assert field(form, "id_number").text() == GOOD


def test_a_number_that_a_spreadsheet_damaged_is_named_as_such(qtbot, form):
    type_in(qtbot, form, id_number="5.33522E+17")

    qtbot.waitUntil(lambda: "Excel" in hint(form, "证件号码") or "表格" in hint(form, "证件号码"))

    assert form.details.columns[0].hints["证件号码"].objectName() == "wrong"


def test_a_name_that_no_font_can_print_is_told_at_entry(qtbot, form):
    form.details.put({"name": "王\U0010fffd"})
    form.details.touched.emit()

    qtbot.waitUntil(lambda: "没有字体能打印" in hint(form, "姓名"))

    assert form.details.columns[0].hints["姓名"].objectName() == "warn"


def test_a_rare_name_that_can_be_printed_is_not_doubted(qtbot, form):
    type_in(qtbot, form, name="王䶮", id_number=GOOD)

    qtbot.waitUntil(lambda: "男" in hint(form, "证件号码"))

    assert hint(form, "姓名") == ""


def test_ctrl_enter_keeps_the_person_and_opens_the_next_blank_form(qtbot, form, ledger, work):
    knows_pinyin(qtbot, form)
    type_in(qtbot, form, name="普文学", id_number=GOOD, ethnic="yizu", education="cz", village="水箐村")
    with qtbot.waitSignal(work.saved):
        keep(qtbot, form)

    qtbot.waitUntil(lambda: field(form, "name").text() == "" and form.keep.isEnabled())

    kept = everyone(ledger)[0]
    assert (kept.name, kept.sex_label, kept.birth_date) == ("普文学", "男", date(1985, 1, 6))
    assert field(form, "name").hasFocus()
    assert "普文学" in form.parts.last_words.text()


def test_words_are_found_by_initials_pinyin_and_code(qtbot, form, ledger, work):
    knows_pinyin(qtbot, form)
    type_in(qtbot, form, name="普文学", id_number=GOOD, ethnic="yizu", political_status="qz", hukou="20", sex="1")

    with qtbot.waitSignal(work.saved):
        keep(qtbot, form)

    page = read_person(ledger, everyone(ledger)[0].id)
    assert (page.ethnic, page.political_status, page.hukou) == ("彝族", "群众", "农业户口（农村）")


def test_initials_that_stand_for_two_words_are_left_to_the_clerk(qtbot, form):
    box = form.details.fields["ethnic"]
    knows_pinyin(qtbot, form)

    type_in(qtbot, form, ethnic="yz")
    qtbot.keyClick(field(form, "ethnic"), Qt.Key.Key_Tab)

    assert box.currentText() == "yz"


def test_a_village_is_chosen_with_its_town_by_its_initials(qtbot, work, ledger):
    keep_station(ledger)
    form = opened(qtbot, work)
    qtbot.waitUntil(lambda: form.details.village.count() > 1)
    type_in(qtbot, form, name="普文学", id_number=GOOD, village="fszsqcmwyh")

    with qtbot.waitSignal(work.saved):
        keep(qtbot, form)

    assert everyone(ledger)[0].place.startswith("凤山镇水箐村")


def test_enter_goes_to_the_next_field_and_through_all_of_them(qtbot, form):
    field(form, "name").setFocus()
    met = []

    for _ in range(5):
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
        met.append(form.details.field_in_focus())

    assert met == ["id_number", "id_type", "sex", "birth_date", "ethnic"]


def test_somebody_with_this_number_is_named_while_it_is_typed_and_opened_with_one_press(qtbot, form, ledger, work):
    there = add_trainee(ledger)
    type_in(qtbot, form, name="普文学", id_number=GOOD)
    qtbot.waitUntil(lambda: bool(form.parts.advice.buttons))
    button = form.parts.advice.buttons[0]

    with qtbot.waitSignal(work.wanted) as told:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert "罗正祥" in button.text()
    assert "证件号码相同" in button.text()
    assert GOOD not in button.text()
    assert told.args[0] == Spot(PERSON, there)


def test_the_same_number_is_never_kept_twice(qtbot, form, ledger):
    add_trainee(ledger)
    type_in(qtbot, form, name="罗正祥", id_number=GOOD)

    keep(qtbot, form)

    qtbot.waitUntil(lambda: "已" in form.parts.trouble.text())
    assert len(everyone(ledger)) == 1


def test_the_same_name_and_birthday_is_told_and_may_be_kept(qtbot, form, ledger, work):
    add_trainee(ledger)
    type_in(qtbot, form, name="罗正祥", id_number=OTHER)
    qtbot.waitUntil(lambda: any("同名同出生日期" in each.text() for each in form.parts.advice.buttons))

    with qtbot.waitSignal(work.saved):
        keep(qtbot, form)

    assert len(everyone(ledger)) == 2


def test_a_doubt_wants_a_word_and_enter_gives_it(qtbot, form, ledger, work):
    type_in(qtbot, form, name="普文学", id_number=GOOD, phone="1391111222")
    keep(qtbot, form)
    qtbot.waitUntil(lambda: bool(form.findChildren(DoubtDialog)))
    dialog = form.findChildren(DoubtDialog)[0]
    nobody_yet = everyone(ledger)

    with qtbot.waitSignal(work.saved):
        qtbot.keyClick(dialog.go_on, Qt.Key.Key_Return)

    assert nobody_yet == ()
    assert everyone(ledger)[0].name == "普文学"


def test_groups_are_chosen_with_days_and_kept_with_the_person(qtbot, form, ledger, work):
    type_in(qtbot, form, name="普文学", id_number=GOOD)
    qtbot.keyClick(field(form, "name"), Qt.Key.Key_G, CONTROL)
    dialog = form.findChildren(ChooseGroupDialog)[0]
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.group.line.insert("脱贫户")
    dialog.start.setText("20260301")
    dialog.evidence.setText("脱贫户名册")
    with qtbot.waitSignal(form.groups.changed):
        qtbot.keyClick(dialog.number, Qt.Key.Key_Return, CONTROL)

    with qtbot.waitSignal(work.saved):
        keep(qtbot, form)

    (group,) = read_person(ledger, everyone(ledger)[0].id).categories
    assert (group.label, group.from_date, group.evidence) == ("脱贫户", date(2026, 3, 1), "脱贫户名册")


def test_a_group_chosen_by_mistake_is_taken_back_before_it_is_kept(qtbot, form, ledger, work):
    type_in(qtbot, form, name="普文学", id_number=GOOD)
    form.groups.ask()
    dialog = form.findChildren(ChooseGroupDialog)[0]
    dialog.group.line.insert("脱贫户")
    with qtbot.waitSignal(form.groups.changed):
        dialog.submit()
    drop = next(each for each in form.groups.findChildren(QPushButton) if each.accessibleName() == "不加入脱贫户")
    qtbot.mouseClick(drop, Qt.MouseButton.LeftButton)

    with qtbot.waitSignal(work.saved):
        keep(qtbot, form)

    assert read_person(ledger, everyone(ledger)[0].id).categories == ()


def test_what_was_half_typed_is_there_again_on_return(qtbot, form, work):
    type_in(qtbot, form, name="普文", phone="139")
    with qtbot.waitSignal(work.went_back):
        qtbot.keyClick(field(form, "name"), Qt.Key.Key_Escape)

    again = opened(qtbot, work)

    assert field(again, "name").text() == "普文"
    assert again.parts.draft_words.isVisible()
    assert "上次未完成" in again.parts.draft_words.text()
    qtbot.mouseClick(again.fresh, Qt.MouseButton.LeftButton)
    assert field(again, "name").text() == ""
    assert work.drafts == {}


def test_a_half_typed_newcomer_and_a_half_edited_person_do_not_mix(qtbot, form, work, ledger):
    trainee = add_trainee(ledger)
    type_in(qtbot, form, name="普文")
    form.show_spot(Spot(PERSON_FORM, trainee))
    qtbot.waitUntil(lambda: field(form, "name").text() == "罗正祥")
    type_in(qtbot, form, address="大寨组1号")

    form.show_spot(Spot(PERSON_FORM))
    newcomer = (field(form, "name").text(), field(form, "address").text())
    form.show_spot(Spot(PERSON_FORM, trainee))
    qtbot.waitUntil(lambda: field(form, "name").text() == "罗正祥")

    assert newcomer == ("普文", "")
    assert field(form, "address").text() == "大寨组1号"


def test_an_edit_stands_in_the_field_that_is_meant_and_writes_only_what_was_touched(qtbot, form, ledger, work):
    trainee = add_trainee(ledger)
    form.show_spot(Spot(PERSON_FORM, trainee, part="phone"))
    qtbot.waitUntil(lambda: field(form, "name").text() == "罗正祥")
    shown, stood_in = field(form, "id_number").text(), form.details.field_in_focus()
    qtbot.keyClicks(field(form, "phone"), "13911112222")
    with qtbot.waitSignal(work.went_back):
        keep(qtbot, form)

    newest = read_history(ledger)[0]
    assert (shown, stood_in) == ("533***********9830", "phone")
    assert newest.fields == {"phone": ["138****0000", "139****2222"]}
    assert (row_of(ledger, trainee).id_number, row_of(ledger, trainee).phone) == (GOOD, "13911112222")


def test_an_edit_that_changes_nothing_writes_nothing(qtbot, form, ledger, work):
    trainee = add_trainee(ledger)
    form.show_spot(Spot(PERSON_FORM, trainee))
    qtbot.waitUntil(lambda: field(form, "name").text() == "罗正祥")
    before = read_history(ledger)

    with qtbot.waitSignal(work.went_back):
        keep(qtbot, form)

    assert read_history(ledger) == before


def test_a_field_that_is_emptied_is_empty_in_the_ledger(qtbot, form, ledger, work):
    trainee = add_trainee(ledger)
    form.show_spot(Spot(PERSON_FORM, trainee, part="phone"))
    qtbot.waitUntil(lambda: field(form, "name").text() == "罗正祥")
    qtbot.keyClick(field(form, "phone"), Qt.Key.Key_Delete)

    with qtbot.waitSignal(work.went_back):
        keep(qtbot, form)

    assert row_of(ledger, trainee).phone == ""


def test_a_scanned_card_fills_the_number_and_a_certificate_is_left_to_others(form):
    taken = form.take_scan(GOOD)
    left = form.take_scan("https://rc.example.gov.cn/v#123")

    assert (taken, left) == (True, False)
    assert field(form, "id_number").text() == GOOD


def test_an_auditor_cannot_keep_anything_and_is_told_why(qtbot, form, ledger):
    ledger.clerk = replace(ledger.clerk, role="auditor")
    type_in(qtbot, form, name="普文学", id_number=GOOD)

    keep(qtbot, form)

    qtbot.waitUntil(lambda: "审计员" in form.parts.trouble.text())
    assert everyone(ledger) == ()


def test_every_field_has_a_name_that_is_read_aloud(form):
    unnamed = [name for name, each in form.details.fields.items() if not each.accessibleName()]

    assert unnamed == []


def test_a_form_of_the_region_knows_every_village_of_the_county(qtbot, work, ledger):
    keep_station(ledger)
    load_places(ledger)

    form = opened(qtbot, work)

    qtbot.waitUntil(lambda: form.details.village.count() > 100)
