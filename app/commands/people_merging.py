"""`xiangxun trainees merge` and `unmerge`: two entries of one person made one, and taken apart again."""

from typing import Annotated

import typer

from app.commands.terminal import JsonOption, ReasonOption, opened, print_json, say, with_keys
from app.i18n import tr

MERGED_KEYS = "trainee_id, name, enrolments, categories, filled"


def add_commands(group: typer.Typer) -> None:
    """Put both commands into the group `trainees`."""
    words = tr("Make one entry of two, with a reason; it can be taken back.")
    group.command("merge", help=with_keys(words, MERGED_KEYS))(merge)
    words = tr("Take a merge back; what was changed since stays.")
    group.command("unmerge", help=with_keys(words, "trainee_id, stayed"))(unmerge)


def merge(
    context: typer.Context,
    stays: Annotated[str, typer.Argument(metavar="STAYS", help=tr("The entry that stays."))],
    goes: Annotated[str, typer.Argument(metavar="GOES", help=tr("The entry that goes into it."))],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Merge two entries."""
    from app.ledger.finding_people import person_called
    from app.ledger.merging import merge_trainees

    with opened(context) as ledger:
        done = merge_trainees(ledger, person_called(ledger, stays).id, person_called(ledger, goes).id, reason)
    if as_json:
        print_json(done)
    else:
        say(tr("Merged into {name}: {enrolments} enrolments went over.", name=done.name, enrolments=done.enrolments))


def unmerge(
    context: typer.Context,
    gone: Annotated[str, typer.Argument(metavar="ID", help=tr("Id of the entry that went (`trainees show`)."))],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take a merge back."""
    from app.ledger.merging import unmerge_trainee

    with opened(context) as ledger:
        stayed = unmerge_trainee(ledger, gone.strip(), reason)
    if as_json:
        print_json({"trainee_id": gone.strip(), "stayed": stayed})
    else:
        say(tr("The two entries are apart again."))
