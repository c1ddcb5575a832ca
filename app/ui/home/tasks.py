"""What there is to do, as lines that each lead to the spot: the words for what the ledger knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.i18n import mark, tr
from app.ledger.backup_places import SecondPlace
from app.ledger.home_today import Today
from app.ledger.syncing.waiting_words import sentence_of_the_day
from app.ledger.today_certificates import ClassCount, FewBlanks, OpenJob
from app.ledger.today_classes import ClassInDanger, DaysLeftOpen, GraduationDue, PersonInDanger, RollCallToday
from app.ledger.today_station import StationToday
from app.ui import spots
from app.ui.spots import Spot

URGENT, DUE, CALM = "urgent", "due", "calm"
MOST_OF_A_KIND, MOST_NAMES, MOST_DAYS = 6, 6, 4
BACKUP_AFTER = 3
HALF_DAYS = {"morning": mark("Morning"), "afternoon": mark("Afternoon"), "evening": mark("Evening")}
Found = TypeVar("Found")


@dataclass(frozen=True)
class Task:
    """One line: what is to be done, more about it in small, and the spot where it is done."""

    words: str
    spot: Spot
    picture: str
    tone: str = DUE
    more: str = ""


@dataclass(frozen=True)
class Group:
    """Lines under a heading."""

    title: str
    tasks: tuple[Task, ...]


def groups_of(today: Today, second: SecondPlace | None = None) -> tuple[Group, ...]:
    """Everything to be done, the most pressing group first; groups without a line are left out."""
    found = (
        Group(tr("This ledger"), (*_station(today), *_second_place(today, second))),
        Group(tr("Roll calls"), tuple(_roll_calls(today))),
        Group(tr("Training classes"), tuple(_classes(today))),
        Group(tr("Certificates"), tuple(_certificates(today))),
    )
    return tuple(group for group in found if group.tasks)


def first_steps(today: Today) -> Group:
    """What to begin with in an empty ledger."""
    steps = [
        Task(
            tr("Import a roster"),
            Spot(spots.IMPORT),
            "upload",
            CALM,
            tr("An Excel file as the village sent it will do."),
        ),
        Task(tr("Enter one person"), Spot(spots.PERSON_FORM), "user-plus", CALM),
        Task(
            tr("Open a training class"),
            Spot(spots.CLASSES, part="new"),
            "graduation-cap",
            CALM,
            tr("Course, days and half-days; the timetable makes itself."),
        ),
    ]
    if not today.station.is_enrolled:
        more = tr("Without it everything works but certificates.")
        steps.append(Task(tr("Join the county"), Spot(spots.SETTINGS, part="station"), "shield-check", CALM, more))
    return Group(tr("The first steps"), tuple(steps))


def _some(found: Sequence[Found], task: Callable[[Found], Task], rest: Spot) -> list[Task]:
    """A line for each, but never so many that they bury the others."""
    shown = [task(each) for each in found[:MOST_OF_A_KIND]]
    more = len(found) - len(shown)
    if more:
        shown.append(Task(tr("and {count} further classes", count=more), rest, shown[-1].picture, CALM))
    return shown


def _roll_calls(today: Today) -> list[Task]:
    rest = Spot(spots.CLASSES)
    return [
        *_some(today.classes.roll_calls, _roll_call, rest),
        *_some(today.classes.left_open, _left_open, rest),
    ]


def _roll_call(call: RollCallToday) -> Task:
    parts = []
    for lesson in call.lessons:
        figures = {"half_day": tr(HALF_DAYS[lesson.half_day]), "count": lesson.unmarked}
        if not lesson.has_begun:
            parts.append(tr("{half_day} is still to come", **figures))
        elif lesson.unmarked == call.people:
            parts.append(tr("{half_day} not called yet", **figures))
        else:
            parts.append(tr("{half_day} {count} people missing", **figures))
    tone = DUE if any(lesson.has_begun for lesson in call.lessons) else CALM
    words = tr("{name}: {what}", name=call.class_name, what=tr(", ").join(parts))
    more = tr("{count} people", count=f"{call.people:,}")
    return Task(words, Spot(spots.CLASS, call.class_id, "roll"), "calendar-check", tone, more)


def _left_open(found: DaysLeftOpen) -> Task:
    days = tr(", ").join(short_day(day) for day in found.days[:MOST_DAYS])
    if len(found.days) > MOST_DAYS:
        days = tr("{days} …, {count} days in all", days=days, count=len(found.days))
    words = tr("{name}: {count} marks are missing", name=found.class_name, count=found.unmarked)
    return Task(words, Spot(spots.CLASS, found.class_id, "roll"), "calendar-check", DUE, days)


def _classes(today: Today) -> list[Task]:
    rest = Spot(spots.CLASSES)
    return [
        *_some(today.classes.in_danger, _danger, rest),
        *_some(today.classes.graduations, lambda found: _graduation(found, today.now.date()), rest),
    ]


def _danger(found: ClassInDanger) -> Task:
    words = tr("{name}: {count} people may miss the certificate", name=found.class_name, count=len(found.people))
    names = tr("; ").join(_in_danger(each) for each in found.people[:MOST_NAMES])
    if len(found.people) > MOST_NAMES:
        names = tr("{names} and others", names=names)
    spot = Spot(spots.CLASS, found.class_id, "roll", found.people[0].enrolment_id)
    return Task(words, spot, "user-x", URGENT, names)


def _in_danger(person: PersonInDanger) -> str:
    if person.is_lost:
        return tr("{name} cannot make it any more", name=person.name)
    return tr("{name} may miss {hours} hours more", name=person.name, hours=f"{person.to_miss:g}")


def _graduation(found: GraduationDue, today: date) -> Task:
    words = tr("{name}: the last lesson is over, graduation is due", name=found.class_name)
    more = tr("{count} people, ended {day}", count=found.people, day=short_day(found.ended_on))
    tone = DUE if (today - found.ended_on).days else CALM
    return Task(words, Spot(spots.CLASS, found.class_id, "graduation"), "graduation-cap", tone, more)


def _certificates(today: Today) -> list[Task]:
    found, rest = today.certificates, Spot(spots.ISSUE)
    to_issue = mark("{name}: {count} people completed it and have no certificate yet")
    to_print = mark("{name}: {count} certificates are not printed yet")
    to_hand_out = mark("{name}: {count} certificates wait for their holders")
    tasks = [
        *_some(found.to_issue, lambda each: _counted(each, to_issue, "award"), rest),
        *_some(found.to_print, lambda each: _counted(each, to_print, "printer"), rest),
        *_some(found.jobs, _job, rest),
        *_some(found.to_hand_out, lambda each: _counted(each, to_hand_out, "hand-helping", "hand_out"), rest),
        *(_blanks(each) for each in found.blanks),
    ]
    if today.station.is_enrolled and found.numbers.is_low:
        tasks.append(_numbers(found.numbers.left, found.numbers.size))
    return tasks


def _counted(found: ClassCount, words: str, picture: str, part: str = "") -> Task:
    told = tr(words, name=found.class_name, count=found.count)
    return Task(told, Spot(spots.ISSUE, found.class_id, part), picture)


def _job(job: OpenJob) -> Task:
    words = tr("Print job “{title}”: {count} sheets to print or to look at", title=job.title, count=job.waiting)
    return Task(words, Spot(spots.ISSUE, part="job", detail=job.id), "printer")


def _blanks(found: FewBlanks) -> Task:
    words = tr("Blank paper for “{kind}”: {left} sheets left", kind=found.kind_label, left=found.left)
    more = tr("{count} are still to be printed", count=found.wanted) if found.wanted else ""
    tone = URGENT if found.left < found.wanted else DUE
    return Task(words, Spot(spots.BLANKS), "file-stack", tone, more)


def _numbers(left: int, size: int) -> Task:
    words = tr("Only {left} of {size} certificate numbers are left on this PC", left=f"{left:,}", size=f"{size:,}")
    more = tr("Ask the county for a further number block.")
    return Task(words, Spot(spots.SETTINGS, part="station"), "hash", DUE if left else URGENT, more)


def _station(today: Today) -> list[Task]:
    tasks, station = list[Task](), today.station
    if today.hindrance:
        told = tr("Nothing can be saved at the moment")
        tasks.append(Task(told, Spot(spots.SETTINGS, part="backups"), "triangle-alert", URGENT, today.hindrance))
    if not station.is_enrolled:
        more = tr("Without it everything works but certificates.")
        words = tr("This PC has not joined the county yet")
        tasks.append(Task(words, Spot(spots.SETTINGS, part="station"), "shield-check", DUE, more))
    elif station.outbox.entries and not station.is_practice:
        words = sentence_of_the_day(station.outbox, today.now.date())
        tasks.append(Task(words, Spot(spots.REPORT), "cloud-off", CALM))
    return [*tasks, *_unsettled(station), *_backup(today)]


def _unsettled(station: StationToday) -> list[Task]:
    told = [tr("{count} entries could not be applied here", count=station.parked)] if station.parked else []
    told += [tr("{count} fields were written by two PCs at once", count=station.clashes)] if station.clashes else []
    words = tr("Reporting has left something to look at")
    return [Task(words, Spot(spots.REPORT), "cloud-upload", DUE, tr("; ").join(told))] if told else []


def _backup(today: Today) -> list[Task]:
    station, spot = today.station, Spot(spots.SETTINGS, part="backups")
    since = station.backed_up_on or station.outbox.oldest_on
    days = (today.now.date() - since).days if since else 0
    if station.is_practice or days < BACKUP_AFTER:
        return []
    if station.backed_up_on is None:
        return [Task(tr("There is no backup of this ledger yet"), spot, "hard-drive", URGENT)]
    words = tr("The last backup is {days} days old", days=days)
    return [Task(words, spot, "hard-drive", DUE, short_day(station.backed_up_on))]


def _second_place(today: Today, second: SecondPlace | None) -> list[Task]:
    if second is None or today.station.is_practice:
        return []
    spot, where = Spot(spots.SETTINGS, part="backups"), str(second.folder)
    if not second.is_there:
        more = tr("{folder}: plug in the stick or the disk", folder=where)
        return [Task(tr("The second place for backups is not there"), spot, "hard-drive", DUE, more)]
    if second.backed_up_on is None:
        return [Task(tr("There is no backup in the second place yet"), spot, "hard-drive", DUE, where)]
    days = (today.now.date() - second.backed_up_on).days
    words = tr("The last backup in the second place is {days} days old", days=days)
    return [Task(words, spot, "hard-drive", DUE, where)] if days >= BACKUP_AFTER else []


def short_day(day: date) -> str:
    """11月18日."""
    return tr("{month}/{day}", month=day.month, day=day.day)
