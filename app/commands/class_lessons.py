"""`xiangxun class move-lesson` and its like: what befalls the timetable, always with a reason."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.class_words import ClassArgument, DayArgument, finding_json, tell, the_class, the_day
from app.commands.terminal import JsonOption, ReasonOption, opened, print_json, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.lessons import LessonChange
    from app.models.ledger import Ledger
    from app.models.vocabulary import HalfDay, LessonKind

KEYS = "lessons (as class show), findings (code, severity, message, remedy)"
HalfArgument = Annotated[
    str, typer.Argument(metavar="HALF", help=tr("morning, afternoon or evening (上午、下午、晚上)."))
]
ToDayArgument = Annotated[str, typer.Argument(metavar="TO_DAY", help=tr("The other day."))]
ToHalfArgument = Annotated[str, typer.Argument(metavar="TO_HALF", help=tr("The other half-day."))]
KindOption = Annotated[
    str, typer.Option("--kind", help=tr("theory or practical, where a half-day has both (理论、实操)."))
]


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group `class`."""
    group.command("move-lesson", help=with_keys(tr("Hold a lesson at another time."), KEYS))(move)
    group.command("swap-lessons", help=with_keys(tr("Hold two lessons at each other's time."), KEYS))(swap)
    group.command("cancel-lesson", help=with_keys(tr("Let a lesson fall out; its hours are then missing."), KEYS))(
        cancel
    )
    group.command("add-lesson", help=with_keys(tr("Hold a further lesson, for one that fell out."), KEYS))(add)
    group.command("change-trainer", help=with_keys(tr("Let another trainer teach a lesson."), KEYS))(trainer)


def move(
    context: typer.Context,
    class_code: ClassArgument,
    day: DayArgument,
    half: HalfArgument,
    to_day: ToDayArgument,
    to_half: ToHalfArgument,
    kind: KindOption = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Move a lesson."""
    from app.ledger.lessons import move_lesson

    with opened(context) as ledger:
        lesson_id = _lesson(ledger, class_code, (day, half), kind)
        done = move_lesson(ledger, lesson_id, the_day(ledger, to_day), _half(to_half), reason)
    _tell(done, as_json)


def swap(
    context: typer.Context,
    class_code: ClassArgument,
    day: DayArgument,
    half: HalfArgument,
    to_day: ToDayArgument,
    to_half: ToHalfArgument,
    kind: KindOption = "",
    to_kind: Annotated[str, typer.Option("--to-kind", help=tr("The same for the other half-day."))] = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Swap two lessons."""
    from app.ledger.lessons import swap_lessons

    with opened(context) as ledger:
        one = _lesson(ledger, class_code, (day, half), kind)
        done = swap_lessons(ledger, one, _lesson(ledger, class_code, (to_day, to_half), to_kind), reason)
    _tell(done, as_json)


def cancel(
    context: typer.Context,
    class_code: ClassArgument,
    day: DayArgument,
    half: HalfArgument,
    kind: KindOption = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Cancel a lesson."""
    from app.ledger.lessons import cancel_lesson

    with opened(context) as ledger:
        done = cancel_lesson(ledger, _lesson(ledger, class_code, (day, half), kind), reason)
    _tell(done, as_json)


def add(
    context: typer.Context,
    class_code: ClassArgument,
    day: DayArgument,
    half: HalfArgument,
    kind: Annotated[str, typer.Option("--kind", help=tr("theory or practical (理论、实操)."))],
    hours: Annotated[int, typer.Option("--hours", help=tr("Class hours of 45 minutes."))],
    topic: Annotated[str, typer.Option("--topic", help=tr("What is taught."))] = "",
    name: Annotated[str, typer.Option("--trainer", help=tr("Who teaches, by name."))] = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Add a lesson."""
    from app.ledger.lessons import NewLesson, add_lesson

    with opened(context) as ledger:
        row = the_class(ledger, class_code)
        lesson = NewLesson(row.id, the_day(ledger, day), _half(half), _kind(kind), hours, topic, name)
        done = add_lesson(ledger, lesson, reason)
    _tell(done, as_json)


def trainer(
    context: typer.Context,
    class_code: ClassArgument,
    day: DayArgument,
    half: HalfArgument,
    name: Annotated[str, typer.Argument(metavar="TRAINER", help=tr("Who teaches, by name."))],
    kind: KindOption = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Change the trainer."""
    from app.ledger.lessons import change_trainer

    with opened(context) as ledger:
        done = change_trainer(ledger, _lesson(ledger, class_code, (day, half), kind), name, reason)
    _tell(done, as_json)


def _lesson(ledger: "Ledger", class_code: str, place: tuple[str, str], kind: str) -> str:
    from app.ledger.timetable import lesson_called

    row, day, half = the_class(ledger, class_code), the_day(ledger, place[0]), _half(place[1])
    return lesson_called(ledger, row.id, day, half, _kind(kind).value if kind else "")


def _half(text: str) -> "HalfDay":
    from app.ledger.courses import word_of
    from app.models.vocabulary import HalfDay

    return HalfDay(word_of(HalfDay, text or "?"))


def _kind(text: str) -> "LessonKind":
    from app.ledger.courses import word_of
    from app.models.vocabulary import LessonKind

    return LessonKind(word_of(LessonKind, text or "?"))


def _tell(done: "LessonChange", as_json: bool) -> None:
    tell(done.findings)
    if as_json:
        lessons = [asdict(lesson) for lesson in done.lessons]
        print_json({"lessons": lessons, "findings": [finding_json(each) for each in done.findings]})
        return
    for lesson in done.lessons:
        figures = {"day": lesson.day, "half_day": lesson.half_day_label, "kind": lesson.kind_label}
        words = tr("Cancelled: {day} {half_day}, {kind}, {hours} hours.", **figures, hours=lesson.hours)
        if not lesson.cancelled:
            words = tr("Now held: {day} {half_day}, {kind}, {hours} hours.", **figures, hours=lesson.hours)
        say(words + (f" {lesson.trainer}" if lesson.trainer else ""))
