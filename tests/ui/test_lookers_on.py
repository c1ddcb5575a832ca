"""Who may only look on is offered no verb that the ledger would refuse; what may be read and saved stays theirs."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.i18n import choose_language
from app.ledger.backup_places import choose_second_place, second_place
from app.models.roles import ALLOWED, NotAllowed, roles_for
from app.ui.permissions import why_not
from app.ui.spots import ISSUE
from tests.ui.scene import Stage, stage_on
from tests.ui.test_walk_pages import every_spot, shown

# By page: the verbs that write, as their buttons begin.
WRITING = {
    ("people", ""): ("导入花名册", "新增学员"),
    ("person", ""): ("修改", "加入类别", "合并", "登记", "补记"),
    ("person_form", ""): ("保存", "选择照片", "粘贴图片"),
    ("import", ""): ("选择文件",),
    ("classes", ""): ("新办班",),
    ("class", "roll"): ("本半天全勤",),
    ("class", "timetable"): ("停课", "加一节课", "填写", "调课", "顺延"),
    ("class", "roster"): ("加人", "导入花名册", "退班", "言行记录"),
    ("class", "results"): ("导入成绩表", "言行记录"),
    ("class", "graduation"): ("不予结业", "中途退出", "结业 "),
    ("class", "file"): ("已归档",),
    ("issue", ""): ("签发 ",),
    ("issue", "hand_out"): ("撤回领取", "登记领取"),
    ("register", ""): ("登记其他",),
    ("certificate", ""): ("作废", "打印", "更正"),
    ("blanks", ""): ("坏张", "登记入库", "退回"),
    ("settings", "rules"): ("设置这条规则",),
    ("settings", "station"): ("与县里交换文件", "更换签名密钥"),
    ("settings", "operators"): ("新增",),
    ("settings", "backups"): ("立即备份", "选择"),
}
READING = {("reports", ""): ("导出 Excel",), ("class", "file"): ("打印全部",), ("person", ""): ("显示完整号码",)}


@pytest.fixture(scope="module")
def stage(filled, tmp_path_factory, qapp) -> Iterator[Stage]:
    folder, ids = filled
    own = tmp_path_factory.mktemp("lookers") / "ledger"
    shutil.copytree(folder, own)
    choose_language("zh_CN")
    with stage_on(own, ids) as opened:
        opened.window.resize(1366, 728)
        yield opened


def offered(stage: Stage, role: str, name: str, part: str) -> tuple[QWidget, list[QPushButton]]:
    """The page as somebody of this role sees it, and the buttons that can be pressed."""
    stage.ledger.clerk = replace(stage.ledger.clerk, role=role)
    page = shown(stage, name, part)
    stage.wait(lambda: stage.window.operations.is_idle)
    return page, [each for each in page.findChildren(QPushButton) if each.isVisible() and each.isEnabled()]


def named(buttons: list[QPushButton], words: tuple[str, ...]) -> list[str]:
    return [word for word in words if any(each.text().startswith(word) for each in buttons)]


@pytest.mark.parametrize(("name", "part"), list(WRITING))
def test_an_auditor_is_offered_no_verb_that_writes_and_an_administrator_is(stage, name, part):
    words = WRITING[name, part]

    _, to_all = offered(stage, "administrator", name, part)
    administrator = named(to_all, words)
    _, to_auditor = offered(stage, "auditor", name, part)

    assert named(to_auditor, words) == []
    assert administrator == list(words)


@pytest.mark.parametrize(("name", "part"), list(READING))
def test_an_auditor_reads_and_exports(stage, name, part):
    _, buttons = offered(stage, "auditor", name, part)

    assert named(buttons, READING[name, part]) == list(READING[name, part])


def test_the_reason_stands_on_the_button_and_is_said_when_its_key_is_pressed(stage):
    page, _ = offered(stage, "auditor", "issue", "")
    verb = page.choose.verb

    QTest.keyClick(page.choose.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert page.spot.page == ISSUE
    assert "审计员" in verb.toolTip()
    assert "经办员" in verb.toolTip()
    assert stage.window.status.said.text() == verb.toolTip()


def test_a_clerk_reads_who_may_merge_people(stage):
    page, _ = offered(stage, "clerk", "person", "")

    assert not page.merge.isEnabled()
    assert page.merge.toolTip() == why_not(stage.ledger, "person.merge")
    assert "站长" in page.merge.toolTip()


def test_an_auditor_does_not_send_the_backups_elsewhere(stage, tmp_path):
    stage.ledger.clerk = replace(stage.ledger.clerk, role="auditor")
    before = second_place(stage.ledger)

    with pytest.raises(NotAllowed):
        choose_second_place(stage.ledger, Path(tmp_path))

    assert second_place(stage.ledger) == before


def test_the_one_table_says_who_may_what():
    assert roles_for("trainee.edit") == ("clerk", "station_head", "administrator")
    assert roles_for("operator.add") == ("administrator",)
    assert set(ALLOWED) == set(roles_for("export.list"))


def test_every_page_with_a_verb_that_writes_is_walked():
    assert set(WRITING) <= set(every_spot())
