"""Operators in the window: added, given a role, sent away, let in again; nobody shuts themselves out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.ledger.operators import add_operator, list_operators, send_away
from app.models.key_ring import KeyRing
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger
from app.models.vocabulary import Role
from app.ui.notices import ChoiceDialog
from app.ui.operation import Operations
from app.ui.settings.operator_dialogs import AddDialog, NewPasswordDialog, OwnPasswordDialog, RoleDialog
from app.ui.settings.operators_section import OperatorsSection
from app.ui.work import Work

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def shown(qtbot, work: Work) -> OperatorsSection:
    section = OperatorsSection(work)
    qtbot.addWidget(section)
    section.resize(900, 500)
    section.show()
    section.activateWindow()
    qtbot.waitUntil(section.isActiveWindow)
    section.show_section()
    qtbot.waitUntil(lambda: work.operations.is_idle and section.rows.rowCount() > 0)
    return section


@pytest.fixture
def section(qtbot, work) -> OperatorsSection:
    return shown(qtbot, work)


def opened(qtbot, section: OperatorsSection, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: bool(section.findChildren(kind)) and section.findChildren(kind)[-1].isActiveWindow())
    return section.findChildren(kind)[-1]


def lines(section: OperatorsSection) -> list[list[str]]:
    return [[section.rows.index(row, place).data() for place in range(3)] for row in range(section.rows.rowCount())]


def stand_on(section: OperatorsSection, name: str) -> None:
    section.list.selectRow([row.name for row in section.rows.rows].index(name))
    section.list.setFocus()


def test_whoever_is_here_is_marked_and_can_not_be_taken_away(section):
    assert lines(section) == [["station（正在使用）", "管理员", "✓ 可以登录"]]
    assert not section.send.isEnabled()
    assert not section.role.isEnabled()
    assert section.why.text() == "练习台账不用密码。"


def test_an_operator_is_added_with_the_keyboard(qtbot, section, ledger):
    qtbot.keyClick(section.list, KEY.Key_N, CONTROL)
    dialog = opened(qtbot, section, AddDialog)
    qtbot.keyClick(dialog.name, KEY.Key_Return, CONTROL)
    nobody = dialog.trouble.text()
    dialog.name.setText("李四")
    dialog.role.setCurrentIndex(dialog.role.findText("站长"))
    qtbot.keyClick(dialog.name, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(lines(section)) == 2)

    assert nobody == "请填写姓名。"
    assert ["李四", "站长", "✓ 可以登录"] in lines(section)
    assert "李四" in KeyRing.read(ledger.places.keys).operators


def test_a_name_that_is_taken_is_refused_where_it_was_typed(qtbot, section):
    section.add_someone()
    dialog = opened(qtbot, section, AddDialog)
    dialog.name.setText("station")
    dialog.submit()
    qtbot.waitUntil(lambda: "station" in dialog.trouble.text())

    assert len(lines(section)) == 1


def test_enter_gives_another_role(qtbot, work, ledger):
    add_operator(ledger, "李四", Role.CLERK, "password1")
    section = shown(qtbot, work)
    stand_on(section, "李四")
    qtbot.keyClick(section.list, KEY.Key_Return)
    dialog = opened(qtbot, section, RoleDialog)
    dialog.role.setCurrentIndex(dialog.role.findText("审计员"))
    dialog.submit()
    qtbot.waitUntil(lambda: ["李四", "审计员", "✓ 可以登录"] in lines(section))

    assert [row.role for row in list_operators(ledger) if row.name == "李四"] == ["auditor"]


def test_del_sends_away_after_a_question_and_the_same_name_is_let_in_again(qtbot, work, ledger):
    add_operator(ledger, "李四", Role.CLERK, "password1")
    section = shown(qtbot, work)
    stand_on(section, "李四")
    qtbot.keyClick(section.list, KEY.Key_Delete)
    opened(qtbot, section, ChoiceDialog).accept()
    qtbot.waitUntil(lambda: ["李四", "经办员", "✕ 已停用"] in lines(section))
    gone = "李四" in KeyRing.read(ledger.places.keys).operators
    section.again.click()
    dialog = opened(qtbot, section, AddDialog)
    dialog.submit()
    qtbot.waitUntil(lambda: ["李四", "经办员", "✓ 可以登录"] in lines(section))

    assert not gone


def test_someone_sent_away_offers_only_the_way_back(qtbot, work, ledger):
    add_operator(ledger, "李四", Role.CLERK, "password1")
    send_away(ledger, "李四")
    section = shown(qtbot, work)
    stand_on(section, "李四")

    assert section.again.isVisible()
    assert not any(each.isEnabled() for each in (section.role, section.password, section.send))


@pytest.fixture
def real(tmp_path, clock) -> Ledger:
    """A ledger with passwords, which cost time: one test has all that needs them."""
    with create_ledger(tmp_path / "real", Login("station", "password1"), clock) as ledger:
        yield ledger


def test_passwords_are_set_twice_alike_and_ones_own_needs_the_old_one(qtbot, real, qapp):
    operations = Operations()
    work = Work(real, operations)
    add_operator(real, "李四", Role.CLERK, "forgotten1")
    section = shown(qtbot, work)
    stand_on(section, "李四")
    section.password.click()
    anew = opened(qtbot, section, NewPasswordDialog)
    anew.passwords.first.setText("password2")
    anew.submit()
    unlike = anew.trouble.text()
    anew.passwords.again.setText("password2")
    anew.submit()
    qtbot.waitUntil(lambda: operations.is_idle)
    section.own.click()
    own = opened(qtbot, section, OwnPasswordDialog)
    own.old.setText("wrong word")
    own.passwords.first.setText("password3")
    own.passwords.again.setText("password3")
    own.submit()
    qtbot.waitUntil(lambda: bool(own.trouble.text()))
    wrong = own.trouble.text()
    own.old.setText("password1")
    own.submit()
    qtbot.waitUntil(lambda: operations.is_idle)

    ring = KeyRing.read(real.places.keys)
    assert unlike == "两次输入的密码不一样。"
    assert "密码不对" in wrong
    assert ring.unlock("李四", "password2") == ring.unlock("station", "password3") == real.file_key
    operations.finish()
