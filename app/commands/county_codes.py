"""`xiangxun county code` and `county finish`: PCs that join by a code, and those that wait for the password."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import settings
from app.commands.county_desk import CountyOption, OfficerOption, open_office, visit
from app.commands.terminal import JsonOption, note, print_json, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from pathlib import Path

    from app.county.joining import CodeLine, Finished

CODE_KEYS = "code, handle, station_code, station_name, ends_at"
LIST_KEYS = "handle, station_code, station_name, state, made_by, made_at, ends_at"
FINISH_KEYS = "handle, station_code, station_name, replica, key_id, refusal"
_HERE = __import__("pathlib").Path

code_group = typer.Typer(
    help=with_keys(tr("Make a code by which one PC of a station may join over the line within a day."), CODE_KEYS),
    invoke_without_command=True,
    rich_markup_mode=None,
)
