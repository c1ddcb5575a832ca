"""How the window looks: one style, one palette, one font that can write Chinese."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.i18n import current_language
from app.resources import path_of

ACCENT, ACCENT_DARK, ACCENT_LIGHT = "#1d7a55", "#155c40", "#e3f1ea"
WINDOW, BASE, ALTERNATE, LINE, LINE_DARK = "#f3f5f4", "#ffffff", "#f9fbfa", "#e3e8e5", "#c3ccc7"
TEXT, MUTED, FAINT = "#1f2a26", "#5d6b65", "#9aa6a0"
RED, RED_LIGHT, AMBER, AMBER_LIGHT = "#b3261e", "#fcdedb", "#8a5200", "#fff3da"
FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "PingFang SC",
)
SHIPPED_FONT = "fonts/NotoSansSC-Regular.ttf"
# Names hold characters that no common font has.
RARE_FONT = "fonts/HanaMinB.ttf"
POINTS = 9.5


def apply(application: QApplication) -> None:
    """Give the application its look; the system's dark mode is not followed."""
    application.setStyle("Fusion")
    font = QFont(application.font())
    font.setFamilies([chinese_family(), _shipped(RARE_FONT)])
    font.setPointSizeF(POINTS)
    application.setFont(font)
    application.setPalette(_palette())
    application.setStyleSheet(STYLE_SHEET)


def chinese_family() -> str:
    """The first family at hand that can write Chinese; on a bare machine the one that travels with the program."""
    known = set(QFontDatabase.families())
    return next((family for family in FAMILIES if family in known), "") or _shipped(SHIPPED_FONT)


def _shipped(font: str) -> str:
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path_of(font))))[0]


def speak(application: QApplication) -> None:
    """Let Qt's own words, days and Han variants be those of the chosen language."""
    QLocale.setDefault(QLocale(current_language()))
    translator = QTranslator(application)
    if translator.load(f"qtbase_{current_language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def _palette() -> QPalette:
    palette, role = QPalette(QColor(WINDOW)), QPalette.ColorRole
    colours = {
        role.Window: WINDOW,
        role.Base: BASE,
        role.AlternateBase: ALTERNATE,
        role.Text: TEXT,
        role.WindowText: TEXT,
        role.ButtonText: TEXT,
        role.Button: BASE,
        role.Highlight: ACCENT,
        role.HighlightedText: "#ffffff",
        role.PlaceholderText: FAINT,
        role.ToolTipBase: "#26332e",
        role.ToolTipText: "#ffffff",
        role.Link: ACCENT,
    }
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(FAINT))
    return palette


STYLE_SHEET = f"""
QMenuBar {{ background:{BASE}; border-bottom:1px solid {LINE}; padding:1px 6px; }}
QMenuBar::item {{ padding:4px 9px; border-radius:4px; }}
QMenuBar::item:selected {{ background:{ACCENT_LIGHT}; color:{ACCENT_DARK}; }}
QMenu {{ background:{BASE}; border:1px solid {LINE_DARK}; padding:4px; }}
QMenu::item {{ padding:5px 26px 5px 24px; border-radius:4px; }}
QMenu::item:selected {{ background:{ACCENT_LIGHT}; color:{ACCENT_DARK}; }}
QStatusBar {{ background:{BASE}; border-top:1px solid {LINE}; color:{MUTED}; }}
QStatusBar::item {{ border:0; }}
QStatusBar QLabel {{ color:{MUTED}; padding:2px 8px; }}
#nav {{ background:{BASE}; border-right:1px solid {LINE}; }}
#nav QToolButton {{ border:1px solid transparent; border-radius:6px; padding:7px 10px; color:{MUTED}; }}
#nav QToolButton:hover {{ background:{WINDOW}; }}
#nav QToolButton:checked {{ background:{ACCENT_LIGHT}; color:{ACCENT_DARK}; font-weight:600; }}
#nav QToolButton:focus {{ border-color:{ACCENT}; }}
#brand {{ color:{ACCENT_DARK}; font-weight:700; padding:6px 8px 0 8px; }}
#place {{ color:{FAINT}; padding:0 8px 8px 8px; font-size:11px; }}
#card {{ background:{BASE}; border:1px solid {LINE}; border-radius:8px; }}
#title {{ color:{TEXT}; font-size:18px; font-weight:600; }}
#heading {{ color:{TEXT}; font-size:14px; font-weight:600; }}
#section {{ color:{MUTED}; font-size:12px; font-weight:600; padding:9px 13px 3px 13px; }}
#figure {{ color:{TEXT}; font-size:22px; font-weight:600; }}
#muted {{ color:{MUTED}; }}
#chip {{ background:{BASE}; color:{MUTED}; border:1px solid {LINE}; border-radius:10px;
  padding:2px 9px; font-size:12px; }}
#trouble {{ background:{RED}; color:white; }}
#trouble QLabel {{ color:white; padding:6px 8px; }}
#trouble QPushButton {{ background:transparent; color:white; border:1px solid white; }}
#trouble QPushButton:hover, #trouble QPushButton:focus {{ background:white; color:{RED}; }}
#key {{ font-family:"DejaVu Sans Mono","Consolas","Noto Sans Mono",monospace; color:{ACCENT_DARK}; font-weight:600; }}
#wrong {{ color:{RED}; }}
#warn {{ color:{AMBER}; }}
#good {{ color:{ACCENT_DARK}; }}
#strip {{ background:{BASE}; border-top:1px solid {LINE}; }}
QProgressBar {{ background:{LINE}; border:0; border-radius:4px; }}
QProgressBar::chunk {{ background:{ACCENT}; border-radius:4px; }}
#photo {{ background:{ALTERNATE}; color:{FAINT}; border:1px solid {LINE}; border-radius:4px; }}
#practice {{ color:{AMBER}; background:{AMBER_LIGHT}; border-radius:4px; }}
QPushButton#way {{ background:transparent; border:1px solid transparent; color:{MUTED}; padding:2px 7px; }}
QPushButton#way:hover, QPushButton#way:focus {{ color:{ACCENT_DARK}; border:1px solid {ACCENT}; padding:2px 7px; }}
QPushButton {{ background:{BASE}; border:1px solid {LINE_DARK}; border-radius:5px; padding:5px 12px; }}
QPushButton:hover {{ background:{ALTERNATE}; border-color:{ACCENT}; }}
QPushButton:pressed {{ background:{ACCENT_LIGHT}; }}
QPushButton:focus {{ border:2px solid {ACCENT}; padding:4px 11px; }}
QPushButton:disabled {{ color:{FAINT}; border-color:{LINE}; }}
QPushButton#primary {{ background:{ACCENT}; color:white; border-color:{ACCENT}; font-weight:600; }}
QPushButton#primary:hover {{ background:{ACCENT_DARK}; }}
QPushButton#primary:focus {{ border:2px solid {ACCENT_DARK}; }}
QPushButton#primary:disabled {{ background:{LINE_DARK}; border-color:{LINE_DARK}; }}
QLineEdit, QComboBox, QPlainTextEdit, QSpinBox {{ border:1px solid {LINE_DARK}; border-radius:5px;
  padding:4px 6px; background:{BASE}; selection-background-color:{ACCENT}; }}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QSpinBox:focus {{
  border:1px solid {ACCENT}; }}
QComboBox::drop-down {{ border:0; width:20px; }}
QComboBox::down-arrow {{ image:url("{path_of("icons/chevron-down.svg").as_posix()}"); width:12px; height:12px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border:0; width:18px; background:transparent; }}
QAbstractSpinBox::up-button {{ subcontrol-origin:padding; subcontrol-position:top right; }}
QAbstractSpinBox::down-button {{ subcontrol-origin:padding; subcontrol-position:bottom right; }}
QAbstractSpinBox::up-arrow {{ image:url("{path_of("icons/chevron-up.svg").as_posix()}"); width:10px; height:10px; }}
QAbstractSpinBox::down-arrow {{ image:url("{path_of("icons/chevron-down.svg").as_posix()}"); width:10px; height:10px; }}
QRadioButton {{ spacing:8px; padding:3px; }}
QRadioButton:focus {{ color:{ACCENT_DARK}; }}
QTableView {{ border:0; gridline-color:{LINE}; background:{BASE}; alternate-background-color:{ALTERNATE}; }}
QTableView::item {{ padding:0 4px; }}
QTableView::item:selected {{ background:{ACCENT_LIGHT}; color:{TEXT}; }}
QHeaderView {{ background:{ALTERNATE}; border:0; }}
QHeaderView::section {{ background:{ALTERNATE}; color:{MUTED}; border:0; border-bottom:1px solid {LINE_DARK};
  padding:6px 7px; }}
QTabBar::tab {{ padding:6px 16px; color:{MUTED}; border:0; border-bottom:2px solid transparent; }}
QTabBar::tab:selected {{ color:{ACCENT_DARK}; border-bottom:2px solid {ACCENT}; font-weight:600; }}
QTabBar::tab:focus {{ background:{ACCENT_LIGHT}; }}
QScrollArea {{ border:0; background:transparent; }}
QAbstractScrollArea::corner {{ background:transparent; border:none; }}
QScrollBar:vertical {{ width:11px; background:transparent; margin:0; }}
QScrollBar:horizontal {{ height:11px; background:transparent; margin:0; }}
QScrollBar::handle {{ background:#c9d1cd; border-radius:4px; margin:2px; min-height:28px; min-width:28px; }}
QScrollBar::handle:hover {{ background:#a9b5af; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width:0; height:0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background:transparent; }}
QToolTip {{ background:#26332e; color:white; border:0; padding:4px 6px; }}
"""
