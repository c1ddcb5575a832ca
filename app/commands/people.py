"""`xiangxun trainees`: find, show, add and edit people, one by one."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import people_categories, people_merging
from app.commands.class_words import finding_json, texts
from app.commands.people_words import (
    PAGE_KEYS,
    PERSON_KEYS,
    PersonArgument,
    details_from,
    print_people,
    tell_page,
)
from app.commands.terminal import FullOption, JsonOption, ReasonOption, note, opened, print_json, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.people import KeptPerson

KEPT_KEYS = "trainee_id, name, written, findings (field, code, severity, message, remedy, suggestion)"

group = typer.Typer(
    help=tr("Trainees: find, show, add, edit, categories, merging."), no_args_is_help=True, rich_markup_mode=None
)
group.add_typer(people_categories.group, name="category")
people_merging.add_commands(group)

NameOption = Annotated[str | None, typer.Option("--name", help=tr("Name as on the ID card."))]
NumberOption = Annotated[str | None, typer.Option("--id-number", help=tr("ID number; - asks for it unseen."))]
PhoneOption = Annotated[str | None, typer.Option("--phone", help=tr("Telephone number."))]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help=tr("Another field, such as 村=水箐村 or education=初中.")),
]
ConfirmOption = Annotated[bool, typer.Option("--confirm", help=tr("It is right; answers every question with yes."))]


@group.command("list", help=with_keys(tr("The people of the ledger; numbers are masked."), PERSON_KEYS))
def list_command(
    context: typer.Context,
    status: Annotated[str, typer.Option("--status", help=tr("prospective or enrolled."))] = "",
    category: Annotated[str, typer.Option("--category", help=tr("Counted in this category today."))] = "",
    place: Annotated[str, typer.Option("--place", help=tr("Living in this town or village."))] = "",
    import_id: Annotated[str, typer.Option("--import", help=tr("Brought in by this import."))] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help=tr("How many at most."))] = 100,
    offset: Annotated[int, typer.Option("--offset", min=0, help=tr("How many to pass over first."))] = 0,
    full: FullOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """List people."""
    from app.ledger.person_categories import category_named
    from app.ledger.person_rows import PeopleWanted, count_people, in_full, list_people
    from app.ledger.place_rows import place_called
    from app.ledger.roster_imports import import_called

    with opened(context) as ledger:
        code = category_named(category) if category else ""
        place_id = place_called(ledger, place).id if place else ""
        imported = import_called(ledger, import_id) if import_id else ""
        wanted = PeopleWanted(status, code, place_id, imported, limit, offset)
        rows, total = list_people(ledger, wanted), count_people(ledger, wanted)
        rows = in_full(ledger, rows, reason) if full else rows
    if as_json:
        print_json(rows)
        return
    print_people(rows)
    say(tr("{shown} of {total} people.", shown=len(rows), total=total))


@group.command(
    "find", help=with_keys(tr("Find people by name, pinyin, initials, or digits of a number or phone."), PERSON_KEYS)
)
def find_command(
    context: typer.Context,
    typed: Annotated[str, typer.Argument(metavar="TEXT", help=tr("What you know: 罗正祥, lzx, luozheng, 9830."))],
    limit: Annotated[int, typer.Option("--limit", min=1, help=tr("How many at most."))] = 50,
    full: FullOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> int:
    """Exit 0 if somebody fits, 1 if nobody."""
    from app.ledger.finding_people import find_people
    from app.ledger.person_rows import in_full

    with opened(context) as ledger:
        rows = find_people(ledger, typed, limit)
        rows = in_full(ledger, rows, reason) if full else rows
    if as_json:
        print_json(rows)
    elif rows:
        print_people(rows)
    else:
        say(tr("Nobody fits."))
    return 0 if rows else 1


@group.command("show", help=with_keys(tr("Everything about one person: categories, classes, certificates."), PAGE_KEYS))
def show_command(
    context: typer.Context,
    who: PersonArgument,
    full: FullOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show one person."""
    from dataclasses import replace

    from app.ledger.finding_people import person_called
    from app.ledger.person_page import read_person
    from app.ledger.person_rows import in_full

    with opened(context) as ledger:
        page = read_person(ledger, person_called(ledger, who).id, full=full)
        if full:
            page = replace(page, person=in_full(ledger, [page.person], reason)[0])
    if as_json:
        print_json(page)
    else:
        tell_page(page)


@group.command("add", help=with_keys(tr("Add one person; the number, the name and the phone are checked."), KEPT_KEYS))
def add_command(
    context: typer.Context,
    name: NameOption = None,
    id_number: NumberOption = None,
    phone: PhoneOption = None,
    others: SetOption = None,
    confirm: ConfirmOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Add a person."""
    from app.ledger.people import add_trainee

    details = details_from(name, id_number, phone, others)
    with opened(context) as ledger:
        kept = add_trainee(ledger, details, confirmed=confirm, reason=reason)
    _tell(kept, as_json=as_json)
    if not as_json:
        say(tr("Added: {name} ({trainee}).", name=kept.name, trainee=kept.trainee_id))


@group.command(
    "edit", help=with_keys(tr("Change what is known of a person; certificates already issued stay."), KEPT_KEYS)
)
def edit_command(
    context: typer.Context,
    who: PersonArgument,
    name: NameOption = None,
    id_number: NumberOption = None,
    phone: PhoneOption = None,
    others: SetOption = None,
    confirm: ConfirmOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Edit a person."""
    from app.ledger.finding_people import person_called
    from app.ledger.people import edit_trainee

    details = details_from(name, id_number, phone, others)
    with opened(context) as ledger:
        trainee_id = person_called(ledger, who).id
        kept = edit_trainee(ledger, trainee_id, details, confirmed=confirm, reason=reason)
    _tell(kept, as_json=as_json)
    if not as_json:
        changed = tr(", ").join(texts(kept.written)) or tr("nothing")
        say(tr("{name}: changed {fields}.", name=kept.name, fields=changed))


def _tell(kept: "KeptPerson", *, as_json: bool) -> None:
    if not as_json:
        for each in kept.findings:
            note("! " + each.finding.sentence())
        return
    findings = [
        {"field": each.field, **finding_json(each.finding), "suggestion": each.suggestion} for each in kept.findings
    ]
    print_json({**asdict(kept), "findings": findings})
