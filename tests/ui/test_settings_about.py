"""About: the proof that the ledger is sound, the licences, and a bundle that tells nothing of any person."""

import base64
import io
import json
import re
import zipfile
from datetime import date
from urllib.parse import quote

import pytest
from sqlalchemy import text

from app.ledger.operators import add_operator
from app.ledger.rules import RuleChange, set_rule
from app.models.guard import Mode
from app.models.people import TraineeCategory
from app.models.training import Trainer, TrainingProvider
from app.models.vocabulary import Role
from app.ui.settings.about_section import AboutSection
from app.ui.settings.diagnostics import packages, program_version, window_facts, write_bundle
from app.ui.settings.licences_dialog import LicencesDialog
from app.ui.wording import keep_report, keep_reports_beside, reports_folder
from tests.makers import add_trainee
from tests.makers_certificates import QUICK, MakeBelieveCounty, issued_class

SECRETS = (
    "罗正祥", "欧阳春花", "王五婆", "杨站长", "赵老师", "陈经理", "鲁史镇塘房村三组", "低保证第8842号", "患有精神疾病",
    "533522198501069830", "13800000000", "13987654321", "0883421", "luo zheng xiang", "lzx", "C:\\Users\\杨站长",
)  # fmt: skip


@pytest.fixture
def section(qtbot, work) -> AboutSection:
    made = AboutSection(work)
    qtbot.addWidget(made)
    made.resize(1000, 560)
    made.show()
    made.show_section()
    qtbot.waitUntil(lambda: work.operations.is_idle)
    return made


@pytest.fixture
def full_ledger(ledger, work):
    """People, trainers, reasons, certificates, operators: something personal in every corner."""
    MakeBelieveCounty().enrol(ledger)
    issued_class(ledger, printer=QUICK, names=["罗正祥", "欧阳春花"])
    person = add_trainee(
        ledger, name="王五婆", phone="13987654321", village_group="鲁史镇塘房村三组", note="患有精神疾病"
    )
    with ledger.change("trainee.category", reason="王五婆 低保证第8842号") as change:
        change.add(
            TraineeCategory(trainee_id=person, code="01", from_date=date(2026, 1, 1), evidence_number="低保证第8842号")
        )
        change.add(Trainer(name="赵老师", kind="local_expert", phone="13987654321"))
        change.add(TrainingProvider(name="凤庆县职教中心", contact="陈经理", phone="0883421"))
    add_operator(ledger, "杨站长", Role.STATION_HEAD, "password1")
    set_rule(ledger, RuleChange("certificate_signer", "杨站长定", "杨站长"))
    set_rule(ledger, RuleChange("age_min", "杨站长定", 17))
    for key, word in (("folder", "C:\\Users\\杨站长"), ("search", "罗正祥"), ("language", "zh_CN")):
        work.memory.put(key, word)
    return ledger


def spellings(secret: str) -> set[bytes]:
    """A text as it might hide in a file."""
    codes = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030", "gbk", "big5hkscs")
    plain = {secret.encode(code, "ignore") for code in codes}
    escaped = {json.dumps(secret)[1:-1].encode(), quote(secret).encode(), quote(secret).lower().encode()}
    hexed = {each.hex().encode() for each in plain} | {each.hex().upper().encode() for each in plain}
    based = {base64.b64encode(each[at:])[1:-4] for each in plain for at in range(3) if len(each) > 12}
    backwards = {secret[::-1].encode()}
    return {each for each in plain | escaped | hexed | based | backwards if len(each) >= 3}


def contents(data: bytes) -> list[bytes]:
    """The file as it is, its names and comments, and every member unpacked, however deep."""
    found = [data]
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                found += [member.filename.encode(), member.comment, member.extra, *contents(archive.read(member))]
    return found


def leaked(data: bytes, secrets=SECRETS) -> list[str]:
    parts = contents(data)
    return [secret for secret in secrets for each in spellings(secret) if any(each in part for part in parts)]


def bundle(ledger, work, path) -> bytes:
    write_bundle(ledger, window_facts(work.memory), reports_folder(), path)
    return path.read_bytes()


def test_nothing_of_any_person_is_in_the_bundle_in_any_spelling(full_ledger, work, tmp_path):
    keep_reports_beside(tmp_path)
    keep_report(ValueError("罗正祥 533522198501069830"))
    (tmp_path / "reports" / "report-20200101-000000-000000.txt").write_text(
        "2020-01-01\nValueError\n  C:\\Users\\杨站长\\x.py:3 run\n  罗正祥 13800000000\n  app/ui/work.py:7 ask\n",
        encoding="utf-8",
    )
    data = bundle(full_ledger, work, tmp_path / "bundle.zip")

    assert leaked(data) == []


def test_the_search_itself_finds_what_is_hidden(full_ledger, tmp_path):
    """The control: the same search, over a bundle into which each secret was put."""
    for number, secret in enumerate(SECRETS):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.json", json.dumps({"x": secret}))
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{number}.zip", inner.getvalue())

        assert secret in leaked(outer.getvalue())
    assert leaked(base64.b64encode("鲁史镇塘房村三组".encode()))
    assert leaked("欧阳春花".encode("gb18030"))


def test_the_bundle_tells_what_a_maker_needs(full_ledger, work, tmp_path):
    keep_reports_beside(tmp_path)
    keep_report(KeyError("x"))
    data = bundle(full_ledger, work, tmp_path / "bundle.zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        ledger, window, versions = (
            json.loads(archive.read(f"{name}.json")) for name in ("ledger", "window", "versions")
        )
        report = archive.read("reports/01.txt").decode()

    head = full_ledger.standing.replica
    assert names == ["versions.json", "ledger.json", "window.json", "reports/01.txt"]
    assert ledger["counts"]["certificate"] == 2
    assert (ledger["journal"]["replica"], ledger["schema"]["found"]) == (head, ledger["schema"]["known"])
    assert re.fullmatch(r"[0-9a-f]{64}", ledger["journal"]["hash"])
    assert ledger["rules"]["age_min"] == {"value": 17, "severity": "block", "scope": "station"}
    assert ledger["rules"]["certificate_signer"]["value"] == "…"
    assert ledger["roles"] == {"administrator": 1, "station_head": 1}
    assert window["kept"] == {"language": "zh_CN"}
    assert versions["program"] == program_version() != ""
    assert "KeyError" in report


def test_two_bundles_of_one_ledger_say_the_same(full_ledger, work, tmp_path):
    def said(path) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(bundle(full_ledger, work, path))) as archive:
            return {name: archive.read(name) for name in ("versions.json", "window.json")}

    assert said(tmp_path / "a.zip") == said(tmp_path / "b.zip")


def test_a_sound_ledger_is_told_to_be_sound(qtbot, section, ledger):
    add_trainee(ledger)
    section.check.click()
    qtbot.waitUntil(lambda: section.told.text().startswith("台账完好"))

    assert "各表与日志一致" in section.told.text()
    assert section.check.isEnabled()


def test_a_row_that_the_journal_does_not_tell_is_found_and_the_way_out_named(qtbot, section, ledger):
    add_trainee(ledger)
    with ledger.guard.writing(Mode.JOURNALING), ledger.engine.connect().execution_options(writing=True) as connection:
        connection.execute(text("update trainee set name = '改了'"))
        connection.commit()
    section.check.click()
    qtbot.waitUntil(lambda: "与日志不符" in section.told.text())

    assert "备份" in section.told.text()


def test_the_facts_name_version_folder_and_figures(qtbot, section, ledger):
    from PySide6.QtWidgets import QLabel

    told = " ".join(each.text() for each in section.findChildren(QLabel))

    assert str(ledger.places.folder) in told
    assert ledger.standing.replica in told
    assert f"乡训通 {program_version()}" in told


def test_saving_the_bundle_says_where_it_is(qtbot, section, tmp_path):
    section.write_bundle(tmp_path / "xiangxun.zip")
    qtbot.waitUntil(lambda: "xiangxun.zip" in section.told.text())

    assert zipfile.is_zipfile(tmp_path / "xiangxun.zip")


def test_a_bundle_that_cannot_be_written_says_so(qtbot, section, tmp_path):
    section.write_bundle(tmp_path / "gone" / "xiangxun.zip")

    qtbot.waitUntil(lambda: "xiangxun.zip" in section.told.text())
    assert section.told.text().startswith("无法写入 xiangxun.zip：没有这个文件或文件夹。")


def test_every_licence_has_its_text(qtbot, section):
    section.licences.click()
    dialog = section.findChild(LicencesDialog)
    texts = {entry.title: entry.text() for entry in dialog.entries}

    assert "Apache License" in texts["乡训通"]
    assert "SIL" in texts["字体 LXGWWenKai"]
    assert "ISC" in texts["图标 Lucide"]
    assert len(packages()) > 15
    assert all(texts.values())
    assert dialog.text.toPlainText() == texts["乡训通"]
