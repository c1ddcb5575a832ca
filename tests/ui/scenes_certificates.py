"""Pictures of the register, a certificate, verifying, and the settings."""

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QApplication, QWidget

from app.ledger.certificate_events import void
from app.ledger.certificate_register import CertificateRow, list_certificates
from app.ledger.correcting import correct
from app.ledger.hand_out import Collection, hand_out
from app.ledger.operators import add_operator, send_away
from app.ledger.other_certificates import RecordFacts, record
from app.ledger.printing import start_job
from app.ledger.rules import RuleChange, set_rule
from app.ledger.sheet_results import Seen, confirm
from app.models.vocabulary import Role
from app.ui import spots
from app.ui.certificates.book_dialog import BookDialog
from app.ui.certificates.certificate_page import CertificatePage
from app.ui.certificates.record_dialog import RecordDialog
from app.ui.certificates.register_page import OTHERS, TABS, RegisterPage
from app.ui.certificates.revocation_dialog import RevocationDialog
from app.ui.certificates.verify_page import VerifyPage
from app.ui.settings.about_section import AboutSection
from app.ui.settings.backups_section import BackupsSection
from app.ui.settings.language_section import LanguageSection
from app.ui.settings.licences_dialog import LicencesDialog
from app.ui.settings.operator_dialogs import AddDialog
from app.ui.settings.operators_section import OperatorsSection
from app.ui.settings.rule_dialog import RuleDialog
from app.ui.settings.rules_section import RulesSection
from app.ui.settings.scanner_section import ScannerSection
from app.ui.settings.settings_page import SettingsPage
from app.ui.spots import Spot
from tests.makers_certificates import PRINTER, unpressed
from tests.ui.scene import Scene, Stage


def _go(stage: Stage, spot: Spot) -> None:
    stage.wait(lambda: stage.desk.page)  # the window may still be sitting down
    stage.desk.go(spot)


def _rows(stage: Stage) -> list[CertificateRow]:
    return list_certificates(stage.ledger)


def _verify(stage: Stage, *texts: str) -> VerifyPage:
    _go(stage, Spot(spots.VERIFY))
    page = stage.desk.page
    assert isinstance(page, VerifyPage)
    before = page.rows.rowCount()
    for text in texts:
        page.take_scan(text)
    stage.wait(lambda: page.rows.rowCount() == before + len(texts))
    return page


def certificate(stage: Stage) -> QWidget:
    """One that was corrected, with all that befell it."""
    row = next(row for row in _rows(stage) if row.successor)
    return _certificate(stage, row.number)


def certificate_collected(stage: Stage) -> QWidget:
    """One that a proxy collected."""
    row = next(row for row in _rows(stage) if "（" in row.collected_by)
    return _certificate(stage, row.number)


def _certificate(stage: Stage, number: str) -> QWidget:
    _go(stage, Spot(spots.CERTIFICATE, number))
    page = stage.desk.page
    assert isinstance(page, CertificatePage)
    stage.wait(lambda: page.view.is_drawn)
    return stage.window


def verify_empty(stage: Stage) -> QWidget:
    """Nothing was looked at yet."""
    _verify(stage)
    return stage.window


def verify_valid(stage: Stage) -> QWidget:
    """A certificate in force."""
    _verify(stage, *(row.credential_text for row in _rows(stage)[:4]))
    return stage.window


def verify_altered(stage: Stage) -> QWidget:
    """A code that was made up."""
    text = _rows(stage)[4].credential_text
    _verify(stage, _rows(stage)[3].number, text[:-3] + "042")
    return stage.window


def register(stage: Stage) -> QWidget:
    """Certificates in several states."""
    rows = list_certificates(stage.ledger)
    job = start_job(stage.ledger, PRINTER, unpressed, numbers=[row.number for row in rows[:6]])
    confirm(stage.ledger, job.id, Seen(everything=True))
    hand_out(stage.ledger, [row.number for row in rows[:3]], Collection(id_checked=True))
    hand_out(stage.ledger, [rows[3].number], Collection(id_checked=True, proxy="王秀英", relation="配偶"))
    correct(stage.ledger, PRINTER, rows[4].number, "姓名与身份证不一致", given={"name": "苏兰英"})
    void(stage.ledger, rows[5].number, "重复发证")
    page = _register(stage)
    page.take_focus_in_list()
    return stage.window


def register_book(stage: Stage) -> QWidget:
    """How the register leaves."""
    page = _register(stage)
    page.print_register()
    return page.findChild(BookDialog)


def register_record(stage: Stage) -> QWidget:
    """Recording another body's certificate."""
    page = _register(stage)
    page.record_other()
    dialog = page.findChild(RecordDialog)
    dialog.typed.setText("苏")
    stage.wait(dialog.person.count)
    return dialog


def register_others(stage: Stage) -> QWidget:
    """Certificates of other bodies."""
    facts = RecordFacts(
        "职业技能等级证书", "S000053092111265000123", "中式烹调师", "五级", "", "临沧市职业技能鉴定中心"
    )
    record(stage.ledger, stage.ids.people[3], replace(facts, issued_on=date(2026, 6, 1)))
    page = _register(stage)
    page.tabs.setCurrentIndex(TABS.index(OTHERS))
    stage.wait(page.others.rows.rowCount)
    return stage.window


def revocations(stage: Stage) -> QWidget:
    """What the county has still to revoke."""
    page = _register(stage)
    page.revoke()
    dialog = page.findChild(RevocationDialog)
    stage.wait(dialog.rows.rowCount)
    return dialog


def _register(stage: Stage) -> RegisterPage:
    _go(stage, Spot(spots.REGISTER))
    page = stage.desk.page
    assert isinstance(page, RegisterPage)
    page.show_all()
    stage.wait(page.rows.rowCount)
    return page


def settings_rules(stage: Stage) -> QWidget:
    """The rules, one of them set here."""
    source = "县人社局 2026 年培训工作会议纪要"
    set_rule(stage.ledger, RuleChange("attendance_min_for_exam", source, 0.9, valid_from=date(2026, 9, 1)))
    page = _settings(stage, "rules", "attendance_min_for_exam")
    assert isinstance(page.section, RulesSection)
    stage.wait(page.section.rows.rowCount)
    return stage.window


def settings_rule(stage: Stage) -> QWidget:
    """Setting one rule."""
    page = settings_page(stage)
    assert isinstance(page.section, RulesSection)
    page.section.open_rule()
    return page.section.findChild(RuleDialog)


def settings_rule_table(stage: Stage) -> QWidget:
    """Setting a rule with several entries."""
    page = _settings(stage, "rules", "attendance_weights")
    section = page.section
    assert isinstance(section, RulesSection)
    stage.wait(lambda: section.rows.row_at(section.list.currentIndex().row()).key == "attendance_weights")
    section.open_rule()
    return section.findChildren(RuleDialog)[-1]


def settings_station(stage: Stage) -> QWidget:
    """The station as the county enrolled it."""
    _settings(stage, "station")
    return stage.window


def settings_operators(stage: Stage) -> QWidget:
    """Who works here."""
    add_operator(stage.ledger, "李明", Role.CLERK, "")
    add_operator(stage.ledger, "杨站长", Role.STATION_HEAD, "")
    add_operator(stage.ledger, "赵芳", Role.CLERK, "")
    send_away(stage.ledger, "赵芳")
    page = _settings(stage, "operators")
    assert isinstance(page.section, OperatorsSection)
    stage.wait(page.section.rows.rowCount)
    return stage.window


def settings_operator_add(stage: Stage) -> QWidget:
    """Letting someone in."""
    page = settings_page(stage)
    assert isinstance(page.section, OperatorsSection)
    page.section.add_someone()
    return page.section.findChild(AddDialog)


def settings_backups(stage: Stage) -> QWidget:
    """Two backups, one of them proved."""
    page = _settings(stage, "backups")
    section = page.section
    assert isinstance(section, BackupsSection)
    section.back_up()
    stage.wait(section.rows.rowCount)
    section.prove_chosen()
    stage.wait(lambda: section.told.objectName() == "good")
    return stage.window


def settings_scanner(stage: Stage) -> QWidget:
    """A scan that was tried."""
    page = _settings(stage, "scanner")
    assert isinstance(page.section, ScannerSection)
    page.section.trial.read.emit(_rows(stage)[0].credential_text, 12.0, "enter")
    return stage.window


def settings_language(stage: Stage) -> QWidget:
    """The other language chosen."""
    page = _settings(stage, "language")
    assert isinstance(page.section, LanguageSection)
    page.section.choices["en"].setChecked(True)
    QApplication.processEvents()
    return stage.window


def settings_about(stage: Stage) -> QWidget:
    """The ledger checked."""
    page = _settings(stage, "about")
    section = page.section
    assert isinstance(section, AboutSection)
    section.check_ledger()
    stage.wait(lambda: section.told.objectName() == "good")
    return stage.window


def settings_licences(stage: Stage) -> QWidget:
    """Under which terms everything is used."""
    page = _settings(stage, "about")
    assert isinstance(page.section, AboutSection)
    page.section.show_licences()
    return page.section.findChild(LicencesDialog)


def settings_page(stage: Stage) -> SettingsPage:
    """The page in sight."""
    page = stage.desk.page
    assert isinstance(page, SettingsPage)
    return page


def _settings(stage: Stage, part: str, detail: str = "") -> SettingsPage:
    _go(stage, Spot(spots.SETTINGS, part=part, detail=detail))
    stage.wait(lambda: True)
    return settings_page(stage)


SCENES: tuple[Scene, ...] = (
    Scene("register", register),
    Scene("register_book", register_book),
    Scene("register_record", register_record),
    Scene("certificate", certificate),
    Scene("certificate_collected", certificate_collected),
    Scene("register_others", register_others),
    Scene("revocations", revocations),
    Scene("verify_empty", verify_empty),
    Scene("verify_valid", verify_valid),
    Scene("verify_altered", verify_altered),
    Scene("settings_rules", settings_rules),
    Scene("settings_rule", settings_rule),
    Scene("settings_rule_table", settings_rule_table),
    Scene("settings_station", settings_station),
    Scene("settings_operators", settings_operators),
    Scene("settings_operator_add", settings_operator_add),
    Scene("settings_backups", settings_backups),
    Scene("settings_scanner", settings_scanner),
    Scene("settings_language", settings_language),
    Scene("settings_about", settings_about),
    Scene("settings_licences", settings_licences),
)
