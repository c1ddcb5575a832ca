"""Trays: how printers call them, and how people do."""

import re

from app.i18n import mark, tr
from app.ui.paper.printers import TrayRow

DEFAULT_KEYWORD = "InputSlot"
# What drivers call the choice of a tray, the usual one first.
KEYWORDS = (DEFAULT_KEYWORD, "MediaSource", "PaperSource")
_KNOWN = {
    "auto": mark("Automatic"),
    "autoselect": mark("Automatic"),
    "automatic": mark("Automatic"),
    "default": mark("Automatic"),
    "printerdefault": mark("Automatic"),
    "manual": mark("Manual feed"),
    "manualfeed": mark("Manual feed"),
    "bypass": mark("Manual feed"),
    "bypasstray": mark("Manual feed"),
    "multipurpose": mark("Manual feed"),
    "mptray": mark("Manual feed"),
    "mp": mark("Manual feed"),
    "upper": mark("Upper tray"),
    "lower": mark("Lower tray"),
    "middle": mark("Middle tray"),
    "main": mark("Main tray"),
    "maintray": mark("Main tray"),
    "standard": mark("Main tray"),
    "rear": mark("Rear tray"),
    "front": mark("Front tray"),
    "envelope": mark("Envelope tray"),
    "large-capacity": mark("Large tray"),
}
_NUMBERED = re.compile(r"^(?:tray|cassette|paper ?source|drawer)[-_ ]?(\d+)$", re.IGNORECASE)


def tray_row(keyword: str, choice: str) -> TrayRow:
    """A tray as a driver lists it; its name carries the driver's keyword where that is not the usual one."""
    name = choice if keyword == DEFAULT_KEYWORD else f"{keyword}={choice}"
    return TrayRow(name, tray_words(choice))


def tray_words(name: str) -> str:
    """What people call the tray of this name; the name itself if nobody knows better."""
    choice = name.rpartition("=")[2]
    numbered = _NUMBERED.match(choice)
    if numbered:
        return tr("Tray {number}", number=numbered[1])
    known = _KNOWN.get(choice.lower())
    return tr(known) if known else choice
