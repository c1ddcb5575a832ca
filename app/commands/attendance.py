"""`xiangxun attendance`: the roll call, punch files, seals, and who is in danger."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.class_words import (
    ClassArgument,
    DayArgument,
    HalfDayOption,
    a_day,
    problem_json,
    tell_problems,
    texts,
    the_class,
    the_day,
    the_half_day,
    the_person,
)
from app.commands.terminal import JsonOption, ReasonOption, note, opened, print_json, print_table, say, with_keys
from app.errors import Refusal
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.ledger.attendance import MarkEntry, Marking
    from app.ledger.attendance_hours import PersonHours
    from app.ledger.attendance_marks import LessonChoice, MarkRow
    from app.models.ledger import Ledger

MARKING_KEYS = "written, unchanged, after_seal"
MARK_KEYS = (
    "serial, name, enrolment_id, lesson_id, day, half_day, half_day_label, kind, kind_label, hours, status, "
    "status_label, symbol, reason, source, revision, after_seal"
)
HOURS_KEYS = (
    "total, theory, practical, attended, rate, rate_so_far, unmarked, to_come, reachable, needed, short, to_miss, "
    "prospect, counts, is_enough"
)

group = typer.Typer(
    help=tr("Attendance: everyone present, then the exceptions."), no_args_is_help=True, rich_markup_mode=None
)


class MarkUnreadable(Refusal):
    """A mark was not written as who=status."""

    code = "mark_unreadable"
    message = mark("“{given}” is not a mark.")
    remedy = mark("Write WHO=STATUS, such as 3=迟到 or 李兰=absent. Known are: {choices}.")


MARK_HELP = with_keys(
    tr("Mark people in the lessons of a day, such as: mark 2026-01 2026-11-03 3=迟到 17=病假."), MARKING_KEYS
)


@group.command("mark", help=MARK_HELP)
def mark_command(
    context: typer.Context,
    class_code: ClassArgument,
    day: DayArgument,
    marks: Annotated[
        list[str],
        typer.Argument(
            metavar="WHO=STATUS...", help=tr("present, late, left_early, excused, sick, absent; or √ 迟 退 ○ △ ×.")
        ),
    ],
    half_day: HalfDayOption = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Mark attendance."""
    from app.ledger.attendance import mark_attendance

    with opened(context) as ledger:
        choice = _choice(ledger, class_code, day, half_day)
        done = mark_attendance(ledger, _entries(ledger, choice, marks), reason=reason)
    _tell_marking(done, as_json)


ALL_HELP = with_keys(
    tr("Mark everyone present who has no mark yet, on one day or on every day up to today."), MARKING_KEYS
)


@group.command("all-present", help=ALL_HELP)
def all_present_command(
    context: typer.Context,
    class_code: ClassArgument,
    day: Annotated[str, typer.Argument(metavar="[DAY]", help=tr("A day such as 2026-11-03, or today."))] = "",
    half_day: HalfDayOption = "",
    every_day: Annotated[bool, typer.Option("--every-day", help=tr("Every day up to today."))] = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Mark everyone present."""
    from app.ledger.attendance import all_present

    if bool(day) == every_day:
        raise typer.BadParameter(tr("name either a day or --every-day"))
    with opened(context) as ledger:
        done = all_present(ledger, _choice(ledger, class_code, day, half_day), reason=reason)
    _tell_marking(done, as_json)


IMPORT_HELP = with_keys(
    tr("Mark by the file of a punch clock (CSV or Excel): ID number or serial, and time. Marks by hand stay."),
    f"{MARKING_KEYS}, kept_by_hand, problems (row, code, message, remedy), "
    "without_punch (serial, name, lesson_id, day, half_day)",
)


@group.command("import", help=IMPORT_HELP)
def import_command(
    context: typer.Context,
    class_code: ClassArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The file of the punch clock."))],
    rest_absent: Annotated[
        bool, typer.Option("--rest-absent", help=tr("Mark those absent who did not punch."))
    ] = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Import punches."""
    from app.ledger.punch_import import import_punches

    with opened(context) as ledger:
        done = import_punches(ledger, the_class(ledger, class_code).id, file, reason=reason, rest_absent=rest_absent)
    tell_problems(done.problems)
    if as_json:
        told = {"kept_by_hand": done.kept_by_hand, "problems": [problem_json(each) for each in done.problems]}
        print_json({**asdict(done.marking), **told, "without_punch": [asdict(each) for each in done.without_punch]})
        return
    _tell_marking(done.marking, as_json)
    if done.kept_by_hand:
        say(tr("{count} marks made by hand were kept.", count=done.kept_by_hand))
    if done.without_punch:
        people = "、".join(dict.fromkeys(f"{each.serial} {each.name}" for each in done.without_punch))
        say(tr("No punch and no mark: {people}. Mark them, or import again with --rest-absent.", people=people))


SEAL_HELP = with_keys(
    tr("Close the marks of a day: later ones need a reason and show."), "class_id, day, sealed_by, fresh"
)


@group.command("seal", help=SEAL_HELP)
def seal(
    context: typer.Context,
    class_code: ClassArgument,
    day: DayArgument,
    incomplete: Annotated[bool, typer.Option("--incomplete", help=tr("Even if marks are missing."))] = False,
    as_json: JsonOption = False,
) -> None:
    """Seal a day."""
    from app.ledger.day_seals import seal_day

    with opened(context) as ledger:
        row = seal_day(ledger, the_class(ledger, class_code).id, the_day(ledger, day), incomplete=incomplete)
    if as_json:
        print_json(row)
    else:
        say(tr("{day} is sealed.", day=row.day) if row.fresh else tr("{day} was sealed before.", day=row.day))


SHOW_HELP = with_keys(
    tr("Without a day: everyone's hours and who is in danger. With a day: its roll call."),
    f"serial, name, enrolment_id, trainee_id, outcome, hours ({HOURS_KEYS}); with a day: {MARK_KEYS}",
)


@group.command("show", help=SHOW_HELP)
def show(
    context: typer.Context,
    class_code: ClassArgument,
    day: Annotated[str, typer.Argument(metavar="[DAY]", help=tr("A day such as 2026-11-03, or today."))] = "",
    half_day: HalfDayOption = "",
    danger: Annotated[bool, typer.Option("--danger", help=tr("Only those in danger of missing too much."))] = False,
    as_json: JsonOption = False,
) -> None:
    """Show attendance."""
    from app.ledger.attendance_hours import class_hours, in_danger
    from app.ledger.attendance_marks import marks_of

    with opened(context) as ledger:
        choice = _choice(ledger, class_code, day, half_day)
        if day:
            marks = marks_of(ledger, choice)
        else:
            people = class_hours(ledger, choice.class_id)
    if day:
        print_json(marks) if as_json else _show_marks(marks)
        return
    shown = in_danger(people) if danger else people
    if as_json:
        print_json([asdict(each) for each in shown])
        return
    _show_hours(shown)
    _tell_danger(in_danger(people))


def _choice(ledger: "Ledger", class_code: str, day: str, half_day: str) -> "LessonChoice":
    from app.ledger.attendance_marks import LessonChoice

    return LessonChoice(the_class(ledger, class_code).id, a_day(ledger, day), the_half_day(half_day))


def _entries(ledger: "Ledger", choice: "LessonChoice", marks: Iterable[str]) -> "list[MarkEntry]":
    """Each mark for every lesson chosen. Raises MarkUnreadable, NotInClass, DayHasNoLesson."""
    from app.ledger.attendance import MarkEntry
    from app.models.vocabulary import AttendanceStatus

    lessons = _lessons(ledger, choice)
    entries = []
    for written in marks:
        who, _, word = written.replace("＝", "=").rpartition("=")
        status = AttendanceStatus.read(word)
        if not who or status is None:
            choices = "、".join(f"{each.label}({each.value})" for each in AttendanceStatus)
            raise MarkUnreadable(given=written, choices=choices)
        person = the_person(ledger, choice.class_id, who)
        entries += [MarkEntry(person.enrolment_id, lesson_id, status) for lesson_id in lessons]
    return entries


def _lessons(ledger: "Ledger", choice: "LessonChoice") -> list[str]:
    from app.ledger.class_rows import class_called
    from app.ledger.day_seals import DayHasNoLesson
    from app.ledger.timetable import timetable

    held = [lesson for lesson in timetable(ledger, choice.class_id) if not lesson.cancelled]
    met = [lesson.id for lesson in held if lesson.day == choice.day and choice.half_day in (None, lesson.half_day)]
    if not met:
        raise DayHasNoLesson(class_code=class_called(ledger, choice.class_id).code, day=choice.day)
    return met


def _tell_marking(done: "Marking", as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    say(tr("{written} marks made, {unchanged} stood so already.", written=done.written, unchanged=done.unchanged))
    if done.after_seal:
        say(tr("{count} of them after the day was closed; they show as late.", count=done.after_seal))


def _show_marks(marks: "Iterable[MarkRow]") -> None:
    headings = [tr("Half-day"), tr("Kind"), "#", tr("Name"), tr("Mark"), tr("Reason"), tr("After the seal")]
    lines: list[list[Any]] = [
        [each.half_day_label, each.kind_label, each.serial, each.name, each.status_label or "—", each.reason]
        for each in marks
    ]
    late = [tr("yes") if each.after_seal else "" for each in marks]
    print_table("", headings, [texts([*line, shown]) for line, shown in zip(lines, late, strict=True)])


def _show_hours(people: "Iterable[PersonHours]") -> None:
    from app.ledger.attendance_hours import PROSPECTS
    from app.ledger.graduation import percent

    headings = ["#", tr("Name"), tr("Theory"), tr("Practice"), tr("Attended"), tr("Rate"), tr("No mark")]
    headings += [tr("May miss"), tr("Short"), tr("Prospect")]
    lines = []
    for each in people:
        hours = each.hours
        figures = [f"{figure:g}" for figure in (hours.theory, hours.practical, hours.attended)]
        rate, rest = f"{percent(hours.rate)} %", [hours.unmarked, f"{hours.to_miss:g}", f"{hours.short:g}"]
        lines.append(texts([each.serial, each.name, *figures, rate, *rest, tr(PROSPECTS[hours.prospect])]))
    print_table("", headings, lines)


def _tell_danger(people: "Iterable[PersonHours]") -> None:
    from app.ledger.attendance_hours import Prospect
    from app.ledger.graduation import percent

    for each in people:
        figures = {"name": each.name, "rate": percent(each.hours.reachable), "hours": f"{each.hours.to_miss:g}"}
        if each.hours.prospect is Prospect.LOST:
            note("! " + tr("{name} can reach {rate} % at best; that is not enough any more.", **figures))
        else:
            note("! " + tr("{name} may miss only {hours} hours more; {rate} % at best.", **figures))
