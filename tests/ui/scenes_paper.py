"""Pictures of paper: certificates looked at before they are printed, and the printers of the settings."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.ledger.certificate_pages import page_of
from app.ledger.certificate_register import certificate_numbered, list_certificates
from app.ledger.print_offsets import PrintOffset, set_offset
from app.models.ledger import Ledger
from app.ui import spots
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.paper.printer_choice import Choice
from app.ui.paper.printers import PrinterRow, TrayRow
from app.ui.paper.trays import tray_words
from app.ui.settings.printers_section import PrintersSection
from app.ui.settings.settings_page import SettingsPage
from app.ui.spots import Spot
from tests.ui.scene import Scene, Stage

TRAYS = tuple(TrayRow(name, tray_words(name)) for name in ("Auto", "Tray1", "Tray2", "Manual"))
PRINTERS = (
    PrinterRow("HP-LaserJet-M405", is_default=False, trays=TRAYS[:3], has_duplex=True),
    PrinterRow("Pantum-P3305DN", is_default=True, trays=TRAYS, has_duplex=True),
)
MEASURED = ("31.2", "29.4", "268.7", "179.0")


def _draw(ledger: Ledger, path: Path) -> None:
    from app.documents.certificates import render
    from app.documents.issued_pages import sheet_of

    with ledger.reading() as session:
        numbers = [row.number for row in list_certificates(ledger)]
        sheets = [sheet_of(page_of(session, certificate_numbered(session, number))) for number in numbers]
    render(sheets, path)


def _dialog(stage: Stage) -> PaperDialog:
    ledger = stage.ledger
    dialog = PaperDialog(
        stage.work, "结业证书 · 茶叶加工第一期", lambda path: _draw(ledger, path), "a.pdf", stage.window
    )
    dialog.show_sized()
    stage.wait(lambda: dialog.view.is_drawn)
    dialog.choice.show_printers(PRINTERS)
    dialog.verb.setFocus()
    return dialog


def dialog(stage: Stage) -> QWidget:
    """Ready to be printed."""
    return _dialog(stage)


def dialog_some_pages(stage: Stage) -> QWidget:
    """Some pages, nearer, two of each."""
    shown = _dialog(stage)
    shown.panel.range.setText("2-4,7")
    shown.panel.copies.setValue(2)
    shown.choice.choose(Choice("Pantum-P3305DN", "Manual"))
    shown.view.set_zoom(1.0)
    shown.view.page(3)
    stage.wait(lambda: shown.view.is_drawn)
    return shown


def dialog_no_printer(stage: Stage) -> QWidget:
    """A computer without a printer."""
    shown = _dialog(stage)
    shown.choice.show_printers(())
    shown.save.setFocus()
    return shown


def _settings(stage: Stage) -> PrintersSection:
    stage.desk.go(Spot(spots.SETTINGS, part="printers"))
    page = stage.desk.page
    assert isinstance(page, SettingsPage)
    section = page.section
    assert isinstance(section, PrintersSection)
    stage.wait(lambda: section.kinds.lines["plain"].is_known)
    section.kinds.show_printers(PRINTERS)
    return section


def settings_printers(stage: Stage) -> QWidget:
    """No correction is kept yet."""
    _settings(stage)
    return stage.window


def settings_measured(stage: Stage) -> QWidget:
    """Four lengths are typed."""
    for tray, offset in (("Tray1", PrintOffset(0.3, -0.5)), ("Manual", PrintOffset(-1.2, 0.8, 1.002, 0.999))):
        set_offset(stage.ledger, "Pantum-P3305DN", tray, offset)
    section = _settings(stage)
    section.show_section()
    stage.wait(lambda: section.rows.rowCount() == 2)
    section.kinds.show_printers(PRINTERS)
    section.calibration.choose(Choice("Pantum-P3305DN", "Tray2"))
    stage.wait(lambda: True)
    for field, typed in zip(section.calibration.readings, MEASURED, strict=True):
        field.setText(typed)
    section.calibration.readings[2].setFocus()
    return stage.window


SCENES: tuple[Scene, ...] = (
    Scene("dialog", dialog),
    Scene("dialog_some_pages", dialog_some_pages),
    Scene("dialog_no_printer", dialog_no_printer),
    Scene("settings_printers", settings_printers),
    Scene("settings_measured", settings_measured),
)
