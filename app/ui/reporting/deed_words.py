"""What a change was, in the clerk's words: by the head of its name in the journal."""

from app.i18n import mark, tr

_WORDS = {
    "trainee": mark("Records of people"),
    "person": mark("Records of people"),
    "roster": mark("Rosters"),
    "class": mark("Classes"),
    "lesson": mark("Lessons"),
    "attendance": mark("Attendance marks"),
    "results": mark("Results"),
    "conduct": mark("Conduct"),
    "graduate": mark("Graduation"),
    "certificate": mark("Certificates"),
    "print": mark("Printing"),
    "stock": mark("Blank certificates"),
    "course": mark("Courses"),
    "provider": mark("Training providers"),
    "trainer": mark("Trainers"),
    "intake": mark("Intakes"),
    "export": mark("Exports"),
    "ledger": mark("Ledger"),
    "trust": mark("Lists of the county"),
    "rules": mark("Rules"),
    "place": mark("Places"),
    "station": mark("This station"),
    "operator": mark("Operators"),
}


def deed_words(action: str) -> str:
    """What was done."""
    known = _WORDS.get(action.partition(".")[0])
    return tr(known) if known else tr("Bookkeeping")
