"""Places in the window, so that a line on one page can lead to the spot on another where something is to be done."""

from dataclasses import dataclass

HOME, PEOPLE, PERSON, PERSON_FORM, IMPORT = "home", "people", "person", "person_form", "import"
CLASSES, CLASS, ISSUE, REGISTER, CERTIFICATE = "classes", "class", "issue", "register", "certificate"
VERIFY, BLANKS, REPORTS, REPORT, SETTINGS = "verify", "blanks", "reports", "report", "settings"

CHOOSE = "choose"  # part of the import: at once the question which file


@dataclass(frozen=True)
class Spot:
    """A page, the thing shown on it, the part of the page, and what in that part is meant (a person, a file, a day)."""

    page: str
    id: str = ""
    part: str = ""
    detail: str = ""
