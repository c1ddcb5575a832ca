"""Every key of the window, in one table: those that work everywhere, and those of each page and part."""

from dataclasses import dataclass

from app.i18n import mark
from app.ui import spots

EVERYWHERE, LISTS, SHEETS, DIALOGS = "everywhere", "lists", "sheets", "dialogs"


@dataclass(frozen=True)
class Key:
    """Keys that do one thing."""

    keys: tuple[str, ...]
    does: str


def _key(keys: str, does: str) -> Key:
    return Key(tuple(keys.split(" ")), does)


SEARCH = _key("Ctrl+F", mark("search on this page"))
BACK = _key("Esc", mark("back to where one came from"))
PARTS = _key("Ctrl+Tab Ctrl+Shift+Tab", mark("to the next part, to the one before"))
UNDO = _key("Ctrl+Z", mark("take the last step back"))
LOOK_AGAIN = _key("F5", mark("look again"))
WHOLE_NUMBERS = _key("Ctrl+U", mark("show whole numbers, with a reason"))
DOWN = _key("Down", mark("from the search into the list"))

KEYS: dict[str, tuple[Key, ...]] = {
    EVERYWHERE: (
        _key("Alt+1…9 Alt+0", mark("go to a page of the navigation")),
        BACK,
        SEARCH,
        _key("F1", mark("this sheet")),
        _key("Ctrl+L", mark("lock the ledger")),
        _key("Ctrl+Q", mark("quit")),
    ),
    LISTS: (
        _key("↑ ↓", mark("walk from row to row")),
        _key("Enter", mark("open the row")),
        DOWN,
        _key("Tab Shift+Tab", mark("to the next field, to the one before")),
    ),
    SHEETS: (
        _key("Enter Tab", mark("keep the cell, down or to the right")),
        _key("F2", mark("change what is in the cell")),
        _key("Ctrl+D", mark("fill down")),
        _key("Ctrl+C Ctrl+V", mark("copy and paste a block, from Excel too")),
        _key("Ctrl+Z Ctrl+Y", mark("undo, and do again")),
        _key("Del", mark("empty the cell")),
    ),
    DIALOGS: (
        _key("Ctrl+Enter", mark("do what the dialog is for")),
        _key("Ctrl+P Ctrl+S", mark("print, save as PDF")),
        _key("Esc", mark("leave everything as it was")),
    ),
    spots.HOME: (
        _key("↑ ↓", mark("walk from line to line")),
        _key("Enter", mark("go to the spot where it is done")),
        _key("Ctrl+P", mark("print the figures of the year")),
        LOOK_AGAIN,
    ),
    spots.PEOPLE: (
        SEARCH,
        _key("Ctrl+N", mark("enter a new person")),
        _key("Ctrl+Enter", mark("put those chosen into a class")),
        _key("Ctrl+M", mark("merge two records of one person")),
        _key("Ctrl+E", mark("export the list")),
        _key("Ctrl+C", mark("copy those chosen")),
    ),
    spots.PERSON: (
        _key("F2", mark("change the person's data")),
        _key("Ctrl+G", mark("add a group")),
        _key("Ctrl+M", mark("merge two records of one person")),
        WHOLE_NUMBERS,
        UNDO,
        PARTS,
    ),
    spots.PERSON_FORM: (
        _key("Ctrl+Enter", mark("keep the person, and begin the next")),
        _key("F4", mark("take the first advice")),
        _key("Ctrl+G", mark("add a group")),
        _key("Ctrl+V", mark("paste a photo")),
        _key("Ctrl+O", mark("open the person entered last")),
    ),
    spots.IMPORT: (
        _key("Ctrl+O", mark("choose a file")),
        _key("Ctrl+Enter", mark("take the roster in")),
    ),
    spots.CLASSES: (SEARCH, _key("Ctrl+N", mark("open a class"))),
    f"{spots.CLASSES}/new": (_key("Ctrl+Enter", mark("open the class")),),
    spots.CLASS: (_key("Alt+Return", mark("change the class's own data")), PARTS),
    f"{spots.CLASS}/roll": (
        _key("1 2 3 4 5 6", mark("present, late, absent, excused, sick, left early")),
        _key("Space Del", mark("present; take the mark back")),
        _key("Ctrl+Enter", mark("everyone present on this half-day")),
        _key("Ctrl+D", mark("fill down")),
        _key("Ctrl+C Ctrl+V", mark("copy and paste a block, from Excel too")),
        _key("Ctrl+Z Ctrl+Y Ctrl+Shift+Z", mark("undo, and do again")),
        _key("Ctrl+E", mark("close the day")),
        _key("Ctrl+O", mark("take in a punch file")),
        _key("Ctrl+P Ctrl+Shift+P", mark("print the sign-in sheet, the summary")),
        SEARCH,
    ),
    f"{spots.CLASS}/timetable": (
        _key("Ctrl+N", mark("add a lesson")),
        _key("W", mark("move all later lessons")),
        _key("Ctrl+P", mark("print the timetable")),
        UNDO,
    ),
    f"{spots.CLASS}/roster": (
        SEARCH,
        _key("Ctrl+N", mark("enrol people")),
        _key("Ctrl+O", mark("import a roster into the class")),
        _key("Del", mark("withdraw, with a reason")),
        _key("F6", mark("notes on conduct")),
        _key("Ctrl+P Ctrl+Shift+P", mark("print the roster, the sign-in sheet")),
        _key("Ctrl+Shift+N", mark("number the roster anew")),
        _key("Ctrl+C Ctrl+Shift+C", mark("copy, with headings")),
    ),
    f"{spots.CLASS}/results": (
        SEARCH,
        _key("Ctrl+O", mark("take in a file of results")),
        _key("F6", mark("notes on conduct")),
        _key("Ctrl+P", mark("print the score sheet")),
        _key("Ctrl+Enter", mark("go on to graduation")),
    ),
    f"{spots.CLASS}/graduation": (
        SEARCH,
        _key("Ctrl+Enter", mark("graduate all who have earned it")),
        _key("F8", mark("hold somebody back, with a reason")),
        _key("Del", mark("withdraw, with a reason")),
        _key("Ctrl+P", mark("go on to the certificates")),
        UNDO,
    ),
    f"{spots.CLASS}/file": (
        _key("Space", mark("the paper is in the file, or is not")),
        _key("F4", mark("go to the spot where the paper is mended")),
        _key("Ctrl+P Ctrl+S", mark("look at the paper, save it")),
        _key("Ctrl+Enter", mark("look at all papers together")),
        WHOLE_NUMBERS,
    ),
    spots.ISSUE: (
        _key("Space Ctrl+A", mark("choose somebody, everybody")),
        _key("Ctrl+Enter", mark("issue the certificates")),
        _key("Ctrl+P", mark("print what is issued")),
        _key("Ctrl+H", mark("hand out")),
        _key("Ctrl+B", mark("to the blank paper")),
        WHOLE_NUMBERS,
        SEARCH,
    ),
    f"{spots.ISSUE}/job": (
        _key("Ctrl+Enter", mark("the sheets are good; go on")),
        _key("Ctrl+P", mark("print what is left")),
        _key("Ctrl+J", mark("a paper jam")),
        _key("Ctrl+U", mark("sheets that were lost")),
        _key("Del", mark("a sheet is spoiled")),
        SEARCH,
    ),
    f"{spots.ISSUE}/hand_out": (
        SEARCH,
        _key("Ctrl+Enter", mark("enter who collected")),
        _key("Ctrl+P", mark("print the signature list")),
        _key("Ctrl+H", mark("back to the class")),
        _key("Del", mark("take the hand-out back, with a reason")),
    ),
    spots.REGISTER: (
        SEARCH,
        _key("Ctrl+P Ctrl+E", mark("print the register, export it")),
        _key("Ctrl+N", mark("record a certificate of another body")),
        LOOK_AGAIN,
    ),
    spots.CERTIFICATE: (
        _key("Ctrl+Enter Ctrl+P", mark("print the original, a further copy")),
        _key("F2", mark("correct it by a successor")),
        _key("Del", mark("void it, with a reason")),
        LOOK_AGAIN,
    ),
    spots.VERIFY: (
        _key("Ctrl+V", mark("paste a text or a picture")),
        _key("Ctrl+O", mark("choose a file")),
        SEARCH,
    ),
    spots.BLANKS: (
        _key("Ctrl+N", mark("enter a delivery")),
        _key("Ctrl+D Ctrl+R", mark("blanks spoiled, given back")),
        _key("Ctrl+Tab", mark("to the next part, to the one before")),
    ),
    spots.REPORTS: (
        _key("Ctrl+Enter Ctrl+P", mark("look at the pages, and print")),
        _key("Ctrl+E Ctrl+S", mark("save as spreadsheet, as PDF")),
        WHOLE_NUMBERS,
        LOOK_AGAIN,
    ),
    spots.REPORT: (
        _key("Ctrl+Enter", mark("report now")),
        _key("Ctrl+S Ctrl+O", mark("file for the county, file from the county")),
        _key("Ctrl+P", mark("print the receipts")),
        _key("F8", mark("check the connection")),
        _key("F2", mark("how this PC reaches the county")),
        _key("F9", mark("try once more to take in what waits here")),
        _key("Del", mark("a field written by two PCs at once was looked at")),
        _key("F6", mark("clashes looked at already")),
        PARTS,
        LOOK_AGAIN,
    ),
    spots.SETTINGS: (PARTS,),
    f"{spots.SETTINGS}/rules": (SEARCH, _key("F2", mark("change the rule"))),
    f"{spots.SETTINGS}/station": (
        _key("Ctrl+Enter", mark("the files of the county")),
        _key("Ctrl+J", mark("join by the county's code")),
    ),
    f"{spots.SETTINGS}/operators": (
        _key("Ctrl+N", mark("add an operator")),
        _key("F2", mark("give another role")),
        _key("Del", mark("let in no longer")),
    ),
    f"{spots.SETTINGS}/printers": (_key("Ctrl+Enter", mark("keep the offset")), LOOK_AGAIN),
    f"{spots.SETTINGS}/backups": (_key("Ctrl+Enter", mark("back up now")),),
}


def keys_of(page: str, part: str = "") -> tuple[Key, ...]:
    """The keys of a part and of its page, each once."""
    return tuple(dict.fromkeys((*KEYS.get(f"{page}/{part}", ()), *KEYS.get(page, ()))))
