"""`xiangxun class`: open a class, see its timetable and roster, enrol and withdraw."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import class_catalogue, class_lessons, class_notes
from app.commands.class_words import (
    ClassArgument,
    WhoArgument,
    a_day,
    finding_json,
    masked,
    person_finding_json,
    tell,
    texts,
    the_class,
    the_day,
    the_person,
)
from app.commands.terminal import FullOption, JsonOption, ReasonOption, opened, print_json, print_table, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.class_roster import RosterRow
    from app.ledger.class_rows import ClassRow
    from app.ledger.enrolling import Enrolled
    from app.ledger.timetable import LessonRow

CLASS_KEYS = (
    "id, code, name, course, course_id, provider, intake, programme, programme_label, training_mode, "
    "training_mode_label, full_time, certificate_kind, certificate_label, place, head_teacher, starts_on, ends_on, "
    "days, lessons, theory_hours, practical_hours, hours, enrolment_count, status, status_label"
)
LESSON_KEYS = (
    "id, number, day, half_day, half_day_label, kind, kind_label, hours, topic, place, trainer, trainer_id, "
    "moved_from, cancelled"
)
FINDING_KEYS = "code, severity, message, remedy"
ROSTER_KEYS = (
    "serial, enrolment_id, trainee_id, name, sex, sex_label, birth_date, id_type, id_number, phone, village, "
    "village_group, categories, category_labels, enrolled_on, outcome, outcome_label, outcome_on, outcome_reason"
)

group = typer.Typer(
    help=tr("Training classes: courses, timetable, roster, enrolment."), no_args_is_help=True, rich_markup_mode=None
)
OPEN_HELP = with_keys(
    tr("Open a class: its lessons are laid on half-days, without holidays and market days."),
    f"class ({CLASS_KEYS}), findings ({FINDING_KEYS})",
)


@group.command("open", help=OPEN_HELP)
def open_command(
    context: typer.Context,
    course: Annotated[str, typer.Option("--course", help=tr("Name of the course (`class courses`)."))],
    starts_on: Annotated[str, typer.Option("--from", help=tr("First day, such as 2026-11-02."))],
    days: Annotated[
        int | None, typer.Option("--days", help=tr("Days of teaching; as few as the hours need, if not named."))
    ] = None,
    code: Annotated[
        str, typer.Option("--code", help=tr("Code of the class; the next of the year, if not named."))
    ] = "",
    name: Annotated[str, typer.Option("--name", help=tr("Name of the class."))] = "",
    provider: Annotated[str, typer.Option("--provider", help=tr("Training provider, by name."))] = "",
    intake: Annotated[str, typer.Option("--intake", help=tr("Intake, by name or as 2026-2."))] = "",
    programme: Annotated[
        str, typer.Option("--programme", help=tr("national, provincial, full_time_certificate (全脱产) …"))
    ] = "",
    training_mode: Annotated[
        str, typer.Option("--mode", help=tr("universal, prescribed, targeted, filed, continuing (全员、规定、精准 …)"))
    ] = "",
    part_time: Annotated[bool, typer.Option("--part-time", help=tr("Not full time (非全脱产)."))] = False,
    certificate: Annotated[
        str, typer.Option("--certificate", help=tr("completion (结业证书) or training_pass (培训合格证书)."))
    ] = "completion",
    place: Annotated[str, typer.Option("--place", help=tr("Where it is taught."))] = "",
    head_teacher: Annotated[str, typer.Option("--head-teacher", help=tr("Head teacher of the class."))] = "",
    theory_trainer: Annotated[str, typer.Option("--theory-trainer", help=tr("Who teaches theory, by name."))] = "",
    practical_trainer: Annotated[
        str, typer.Option("--practical-trainer", help=tr("Who teaches practice, by name."))
    ] = "",
    half_days: Annotated[
        list[str] | None,
        typer.Option("--half-day", help=tr("Half-day that is taught; may repeat. Morning and afternoon.")),
    ] = None,
    hours_per_half_day: Annotated[
        int | None, typer.Option("--hours", help=tr("Class hours a half-day at most."))
    ] = None,
    by_ratio: Annotated[
        bool, typer.Option("--by-ratio", help=tr("Theory and practice in turn, not theory first."))
    ] = False,
    weekdays_off: Annotated[
        list[int] | None,
        typer.Option("--weekday-off", min=1, max=7, help=tr("Weekday kept free, 1 is Monday; may repeat.")),
    ] = None,
    days_off: Annotated[list[str] | None, typer.Option("--day-off", help=tr("Day kept free; may repeat."))] = None,
    target: Annotated[
        list[str] | None, typer.Option("--for", help=tr("Group the class is meant for, such as 脱贫户; may repeat."))
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Open a class and show it."""
    from app.ledger.classes import ClassPlan, open_class
    from app.ledger.lesson_plan import Order
    from app.models.vocabulary import HalfDay

    with opened(context) as ledger:
        plan = ClassPlan(
            course=course,
            starts_on=the_day(ledger, starts_on),
            code=code,
            name=name,
            days=days,
            provider=provider,
            intake=intake,
            programme=programme,
            training_mode=training_mode,
            full_time=not part_time,
            certificate_kind=certificate,
            place=place,
            head_teacher=head_teacher,
            theory_trainer=theory_trainer,
            practical_trainer=practical_trainer,
            half_days=_half_days(half_days) or (HalfDay.MORNING, HalfDay.AFTERNOON),
            hours_per_half_day=hours_per_half_day,
            order=Order.RATIO if by_ratio else Order.THEORY_FIRST,
            weekdays_off=tuple(weekdays_off or ()),
            days_off=tuple(the_day(ledger, day) for day in days_off or ()),
            target_categories=tuple(target or ()),
        )
        made = open_class(ledger, plan)
    tell(made.findings)
    if as_json:
        print_json({"class": asdict(made.row), "findings": [finding_json(each) for each in made.findings]})
        return
    _tell_class(made.row)
    say(tr("Next: `xiangxun class enrol {class_code}`, or `xiangxun roster import --class`.", class_code=made.row.code))


@group.command("list", help=with_keys(tr("Every class, the newest first."), CLASS_KEYS))
def list_command(
    context: typer.Context,
    year: Annotated[int | None, typer.Option("--year", help=tr("Only classes that begin in this year."))] = None,
    status: Annotated[str, typer.Option("--status", help=tr("Only these: open, graduated or cancelled."))] = "",
    as_json: JsonOption = False,
) -> None:
    """List classes."""
    from app.ledger.class_rows import list_classes

    with opened(context) as ledger:
        rows = list_classes(ledger, year=year, status=status)
    if as_json:
        print_json(rows)
        return
    headings = [tr("Code"), tr("Class"), tr("From"), tr("To"), tr("Hours"), tr("People"), tr("State")]
    lines = [[each.code, each.name, each.starts_on, each.ends_on, each.hours, each.enrolment_count] for each in rows]
    print_table("", headings, [texts([*line, row.status_label]) for line, row in zip(lines, rows, strict=True)])


SHOW_HELP = with_keys(
    tr("One class with its timetable."), f"class (as class list), lessons ({LESSON_KEYS}), seals (day, sealed_by)"
)


@group.command("show", help=SHOW_HELP)
def show(context: typer.Context, class_code: ClassArgument, as_json: JsonOption = False) -> None:
    """Show a class."""
    from app.ledger.day_seals import list_seals
    from app.ledger.timetable import timetable

    with opened(context) as ledger:
        row = the_class(ledger, class_code)
        lessons, seals = timetable(ledger, row.id), list_seals(ledger, row.id)
    if as_json:
        sealed = [{"day": seal.day, "sealed_by": seal.sealed_by} for seal in seals]
        print_json({"class": asdict(row), "lessons": [asdict(each) for each in lessons], "seals": sealed})
        return
    _tell_class(row)
    show_lessons(lessons)
    if seals:
        say(tr("Sealed by hand: {days}", days=", ".join(str(seal.day) for seal in seals)))


def show_lessons(lessons: "tuple[LessonRow, ...]") -> None:
    """The timetable for people."""
    headings = ["#", tr("Day"), tr("Half-day"), tr("Kind"), tr("Hours"), tr("Trainer"), tr("Remark")]
    lines = [
        [each.number, each.day, each.half_day_label, each.kind_label, each.hours, each.trainer, _remark(each)]
        for each in lessons
    ]
    print_table("", headings, [texts(line) for line in lines])


def _remark(lesson: "LessonRow") -> str:
    moved = tr("moved from {day}", day=lesson.moved_from) if lesson.moved_from else ""
    return "; ".join(filter(None, (tr("cancelled") if lesson.cancelled else "", moved, lesson.topic)))


def _tell_class(row: "ClassRow") -> None:
    figures = {"name": row.name, "class_code": row.code, "start": row.starts_on, "end": row.ends_on, "days": row.days}
    say(tr("{class_code} {name}: {start} to {end}, {days} days.", **figures))
    figures = {"lessons": row.lessons, "hours": row.hours, "theory": row.theory_hours, "practical": row.practical_hours}
    say(tr("{lessons} lessons, {hours} hours: {theory} of theory, {practical} of practice.", **figures))
    say(tr("{count} people, {status}.", count=row.enrolment_count, status=row.status_label))


ROSTER_HELP = with_keys(tr("Everyone in a class by serial; numbers are masked unless --full."), ROSTER_KEYS)


@group.command("roster", help=ROSTER_HELP)
def roster(
    context: typer.Context,
    class_code: ClassArgument,
    full: FullOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show the roster."""
    from app.ledger.class_roster import roster_of
    from app.ledger.exporting import note_unmasked

    with opened(context) as ledger:
        rows = roster_of(ledger, the_class(ledger, class_code).id)
        if full:
            note_unmasked(ledger, len(rows), reason, [row.trainee_id for row in rows])
    if as_json:
        print_json([masked(row, full=full) for row in rows])
        return
    show_roster(rows, full=full)


def show_roster(rows: "tuple[RosterRow, ...]", *, full: bool = False) -> None:
    """A roster for people."""
    headings = ["#", tr("Name"), tr("Sex"), tr("ID number"), tr("Phone"), tr("Village"), tr("Groups"), tr("Outcome")]
    lines = []
    for row in rows:
        shown = masked(row, full=full)
        groups = "、".join(row.category_labels)
        cells = [row.serial, row.name or tr("(erased)"), row.sex_label, shown["id_number"], shown["phone"], row.village]
        lines.append(texts([*cells, groups, row.outcome_label]))
    print_table("", headings, lines)


ENROL_HELP = with_keys(
    tr("Enrol people in a class, all or nobody; the rules are asked first."),
    f"enrolled ({ROSTER_KEYS}), already (the same), left_out and findings (trainee_id, name, {FINDING_KEYS}), checked",
)


@group.command("enrol", help=ENROL_HELP)
def enrol_command(
    context: typer.Context,
    class_code: ClassArgument,
    people: Annotated[
        list[str], typer.Argument(metavar="WHO...", help=tr("People in the ledger: name, pinyin, ID number or id."))
    ],
    leave_out: Annotated[
        bool, typer.Option("--leave-out-blocked", help=tr("Enrol the others if a rule keeps someone out."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Enrol people."""
    from app.ledger.enrolling import EnrolOptions, enrol
    from app.ledger.finding_people import person_called

    with opened(context) as ledger:
        row = the_class(ledger, class_code)
        ids = [person_called(ledger, who).id for who in people]
        done = enrol(ledger, row.id, ids, EnrolOptions(leave_out_blocked=leave_out))
    tell((*done.left_out, *done.findings))
    if as_json:
        print_json(_enrolled_json(done))
        return
    figures = {"enrolled": len(done.enrolled), "already": len(done.already), "class_code": row.code}
    say(tr("{enrolled} enrolled in {class_code}, {already} were in it already.", **figures))
    say(done.basis.sentence())


def _enrolled_json(done: "Enrolled") -> dict[str, Any]:
    return {
        "enrolled": [masked(row) for row in done.enrolled],
        "already": [masked(row) for row in done.already],
        "left_out": [person_finding_json(each) for each in done.left_out],
        "findings": [person_finding_json(each) for each in done.findings],
        "checked": done.basis.sentence(),
    }


@group.command("withdraw", help=with_keys(tr("Let someone leave a class before its end."), ROSTER_KEYS))
def withdraw_command(
    context: typer.Context,
    class_code: ClassArgument,
    who: WhoArgument,
    on: Annotated[str, typer.Option("--on", help=tr("Last day in the class; today if not named."))] = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Withdraw someone."""
    from app.ledger.enrolling import withdraw

    with opened(context) as ledger:
        person = the_person(ledger, the_class(ledger, class_code).id, who)
        day = a_day(ledger, on) or the_day(ledger, "today")
        row = withdraw(ledger, person.enrolment_id, day, reason)
    if as_json:
        print_json(masked(row))
    else:
        say(tr("{name} left the class on {day}.", name=row.name, day=day))


REOPEN_HELP = with_keys(tr("Take someone's outcome back, if it was wrong; the class is then open again."), ROSTER_KEYS)


@group.command("reopen", help=REOPEN_HELP)
def reopen_command(
    context: typer.Context,
    class_code: ClassArgument,
    who: WhoArgument,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Reopen someone's enrolment."""
    from app.ledger.enrolling import reopen

    with opened(context) as ledger:
        person = the_person(ledger, the_class(ledger, class_code).id, who)
        row = reopen(ledger, person.enrolment_id, reason)
    if as_json:
        print_json(masked(row))
    else:
        say(tr("The outcome of {name} is open again.", name=row.name))


@group.command("cancel", help=with_keys(tr("Call a class off that has no attendance yet."), CLASS_KEYS))
def cancel(
    context: typer.Context, class_code: ClassArgument, reason: ReasonOption = "", as_json: JsonOption = False
) -> None:
    """Cancel a class."""
    from app.ledger.classes import cancel_class

    with opened(context) as ledger:
        row = cancel_class(ledger, the_class(ledger, class_code).id, reason)
    if as_json:
        print_json(row)
    else:
        say(tr("The class {class_code} was called off.", class_code=row.code))


def _half_days(words: list[str] | None) -> Any:
    from app.commands.class_words import the_half_day

    return tuple(half for word in words or () if (half := the_half_day(word)))


class_lessons.add_to(group)
class_catalogue.add_to(group)
class_notes.add_to(group)
