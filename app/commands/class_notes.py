"""`xiangxun class note`, `notes`, `elsewhere`: conduct in class, and what is known of someone from elsewhere."""

from typing import Annotated

import typer

from app.commands.class_words import ClassArgument, WhoArgument, a_day, texts, the_class, the_day, the_person
from app.commands.terminal import JsonOption, opened, print_json, print_table, say, with_keys
from app.i18n import tr

NOTE_KEYS = "id, serial, name, day, text"


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group `class`."""
    group.command("note", help=with_keys(tr("Keep a remark on someone's conduct (作息、言行)."), NOTE_KEYS))(note)
    group.command("notes", help=with_keys(tr("The remarks on conduct in a class."), NOTE_KEYS))(notes)
    words = tr("Keep what is known of someone from elsewhere: a training, a subsidy, a time away.")
    group.command("elsewhere", help=with_keys(words, "id, trainee_id"))(elsewhere)


def note(
    context: typer.Context,
    class_code: ClassArgument,
    who: WhoArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=tr("The remark."))],
    day: Annotated[str, typer.Option("--day", help=tr("Day it is about; today if not named."))] = "today",
    as_json: JsonOption = False,
) -> None:
    """Keep a remark."""
    from app.ledger.conduct import note_conduct

    with opened(context) as ledger:
        person = the_person(ledger, the_class(ledger, class_code).id, who)
        row = note_conduct(ledger, person.enrolment_id, the_day(ledger, day), text)
    if as_json:
        print_json(row)
    else:
        say(tr("Kept: {name}, {day}.", name=row.name, day=row.day))


def notes(context: typer.Context, class_code: ClassArgument, as_json: JsonOption = False) -> None:
    """List remarks."""
    from app.ledger.conduct import conduct_of

    with opened(context) as ledger:
        rows = conduct_of(ledger, the_class(ledger, class_code).id)
    if as_json:
        print_json(rows)
        return
    headings = [tr("Day"), "#", tr("Name"), tr("Remark")]
    print_table("", headings, [texts([row.day, row.serial, row.name, row.text]) for row in rows])


def elsewhere(
    context: typer.Context,
    who: Annotated[
        str, typer.Argument(metavar="WHO", help=tr("Someone in the ledger: name, pinyin, ID number or id."))
    ],
    kind: Annotated[
        str, typer.Option("--kind", help=tr("training, insurance_subsidy, hospital, abroad, custody or dead."))
    ],
    source: Annotated[str, typer.Option("--source", help=tr("Where this is known from."))],
    course: Annotated[str, typer.Option("--course", help=tr("What was taught there."))] = "",
    occupation: Annotated[str, typer.Option("--occupation", help=tr("Occupation by name or code."))] = "",
    level: Annotated[str, typer.Option("--level", help=tr("Skill level, such as 五级 or 初级工."))] = "",
    starts_on: Annotated[str, typer.Option("--from", help=tr("First day."))] = "",
    ends_on: Annotated[str, typer.Option("--to", help=tr("Last day."))] = "",
    as_json: JsonOption = False,
) -> None:
    """Keep what is known from elsewhere."""
    from app.ledger.finding_people import person_called
    from app.ledger.past_training import ElsewhereNote, note_elsewhere

    with opened(context) as ledger:
        person = person_called(ledger, who)
        days = (a_day(ledger, starts_on), a_day(ledger, ends_on))
        row_id = note_elsewhere(ledger, ElsewhereNote(person.id, kind, source, course, occupation, level, *days))
    if as_json:
        print_json({"id": row_id, "trainee_id": person.id})
    else:
        say(tr("Kept; it will be held against the next class of {name}.", name=person.name))
