"""What the commands of training share: naming a class, a day, a half-day, a person; findings as JSON and as lines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.terminal import note
from app.errors import Refusal
from app.i18n import mark, tr

if TYPE_CHECKING:
    from datetime import date

    from app.ledger.class_roster import RosterRow
    from app.ledger.class_rows import ClassRow
    from app.ledger.eligibility import PersonFinding
    from app.ledger.table_file import LineProblem
    from app.models.findings import Finding
    from app.models.ledger import Ledger
    from app.models.vocabulary import HalfDay

TODAY = ("today", "今天", "今日")

ClassArgument = Annotated[str, typer.Argument(metavar="CLASS", help=tr("Code of the training class, such as 2026-01."))]
DayArgument = Annotated[str, typer.Argument(metavar="DAY", help=tr("A day such as 2026-11-03, or today."))]
WhoArgument = Annotated[
    str, typer.Argument(metavar="WHO", help=tr("Someone in the class: serial, name, ID number or its last digits."))
]
HalfDayOption = Annotated[str, typer.Option("--half-day", help=tr("morning, afternoon or evening (上午、下午、晚上)."))]


class DayUnreadable(Refusal):
    """What was typed is no day."""

    code = "day_unreadable"
    message = mark("“{given}” is not a day.")
    remedy = mark("Write it as 2026-11-03.")


def the_class(ledger: "Ledger", text: str) -> "ClassRow":
    """The class meant. Raises NoSuchClass, AmbiguousName."""
    from app.ledger.class_rows import class_called

    return class_called(ledger, text)


def the_person(ledger: "Ledger", class_id: str, who: str) -> "RosterRow":
    """The one in the class who is meant. Raises NotInClass, SeveralInClass."""
    from app.ledger.class_roster import enrolment_called

    return enrolment_called(ledger, class_id, who)


def the_day(ledger: "Ledger", text: str) -> "date":
    """The day as it was typed, by the ledger's clock for today. Raises DayUnreadable."""
    from app.models.chinese_dates import read_date

    today = ledger.clock.now().date()
    day = today if text.strip().lower() in TODAY else read_date(text)
    if day is None:
        raise DayUnreadable(given=text)
    return day


def a_day(ledger: "Ledger", text: str) -> "date | None":
    """The day as it was typed; None for nothing. Raises DayUnreadable."""
    return the_day(ledger, text) if text.strip() else None


def the_half_day(text: str) -> "HalfDay | None":
    """The half-day as it was typed; None for nothing. Raises WordUnknown."""
    from app.ledger.courses import word_of
    from app.models.vocabulary import HalfDay

    value = word_of(HalfDay, text)
    return HalfDay(value) if value else None


def finding_json(finding: "Finding") -> dict[str, str]:
    """One finding for machines."""
    told = {"code": finding.code, "severity": finding.severity.value}
    return told | {"message": finding.sentence(), "remedy": finding.way_out()}


def person_finding_json(found: "PersonFinding") -> dict[str, str]:
    """One finding about a person, or about the class where the name is empty."""
    return {"trainee_id": found.trainee_id, "name": found.name, **finding_json(found.finding)}


def problem_json(problem: "LineProblem") -> dict[str, Any]:
    """One line of a file that was not taken."""
    told = {"row": problem.row, "code": problem.code}
    return told | {"message": problem.message, "remedy": problem.remedy}


def tell(findings: Iterable["Finding | PersonFinding"]) -> None:
    """What to look after, beside the answer; a thing said of many people once for each."""
    for finding in findings:
        note("! " + finding.sentence())


def tell_problems(problems: Iterable["LineProblem"]) -> None:
    """The lines of a file that were not taken, beside the answer."""
    for problem in problems:
        note("! " + problem.message)


def masked(row: "RosterRow", *, full: bool = False) -> dict[str, Any]:
    """One line of a roster for machines; numbers are masked unless `full`."""
    return dict(row.__dict__) if full else row.masked()


def texts(values: Sequence[object]) -> list[str]:
    """Cells of a table as text; nothing for None, yes and no in words."""
    words: Mapping[object, str] = {None: "", True: tr("yes"), False: tr("no")}
    return [words[value] if value is None or isinstance(value, bool) else str(value) for value in values]
