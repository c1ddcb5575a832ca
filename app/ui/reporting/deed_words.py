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
_TABLES = {
    "trainee": mark("person"),
    "enrolment": mark("enrolment"),
    "training_class": mark("class"),
    "attendance_mark": mark("attendance mark"),
    "exam_result": mark("result"),
    "certificate": mark("certificate"),
}
_REASONS = {
    "schema": mark("written by a newer version of the program: update this one"),
    "parent": mark("waits for a row of the other PC that has not come yet"),
    "behind": mark("waits behind an earlier entry of the same row"),
    "foreign": mark("claims to belong to another station"),
    "unknown": mark("of a kind that this version does not know"),
    "odd": mark("not in the form that this version knows"),
}


def deed_words(action: str) -> str:
    """What was done."""
    known = _WORDS.get(action.partition(".")[0])
    return tr(known) if known else tr("Bookkeeping")


def table_words(entity: str) -> str:
    """What kind of row it is."""
    known = _TABLES.get(entity)
    return tr(known) if known else tr("row")


def reason_words(reason: str) -> str:
    """Why an entry waits."""
    known = _REASONS.get(reason)
    return tr(known) if known else reason
