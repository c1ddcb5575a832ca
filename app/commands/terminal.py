"""What every command shares: the ledger it works on, the answer it prints, the words for an error."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import settings
from app.clock import SystemClock
from app.errors import XiangxunError
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.models.ledger import Ledger

PATIENCE = 5.0
_CONTROLS = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_STEERING = dict.fromkeys(_CONTROLS, "\ufffd")

JsonOption = Annotated[bool, typer.Option("--json", help=tr("Answer as JSON, for machines."))]
ReasonOption = Annotated[str, typer.Option("--reason", help=tr("Why; kept in the journal."))]
OutOption = Annotated[Path | None, typer.Option("--out", help=tr("Where to write the file or folder."))]
FullOption = Annotated[
    bool,
    typer.Option("--full", help=tr("Show ID numbers in full; needs the right role and a --reason, and is journaled.")),
]


class PasswordMissing(XiangxunError):
    """No password was given and nobody can be asked for one."""

    code = "password_missing"
    message = mark("No password was given for “{name}”, and there is no terminal to ask on.")
    remedy = mark("Set {variable} in the environment, or keep the password in the system's key store.")


@dataclass
class Desk:
    """What the options before the command said: the ledger's folder and the operator."""

    home: Path
    operator: str


def desk(context: typer.Context) -> Desk:
    """The desk of this call."""
    found: Desk = context.find_root().obj
    return found


def ask_password(name: str, variable: str = settings.PASSWORD_VARIABLE, *, anew: bool = False) -> str:
    """A password from the environment, the key store, or the terminal. Raises PasswordMissing."""
    given = os.environ.get(variable)
    if given is None and not anew:
        given = _from_key_store(name)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise PasswordMissing(name=name, variable=variable)
    words = tr("New password for {name}", name=name) if anew else tr("Password of {name}", name=name)
    answer: str = typer.prompt(
        words, hide_input=True, confirmation_prompt=anew, err=True, default="", show_default=False
    )
    return answer


def _from_key_store(name: str) -> str | None:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return None
    try:
        return keyring.get_password("xiangxun", name)
    except keyring.errors.KeyringError:
        return None


@contextmanager
def opened(context: typer.Context) -> Iterator["Ledger"]:
    """The ledger of this call, open for as long as the block runs."""
    from app.models.key_ring import KeyRing
    from app.models.ledger import Places
    from app.models.opening import Login, open_ledger

    here = desk(context)
    keys = Places(here.home).keys
    practice = keys.is_file() and KeyRing.read(keys).is_practice
    # A password that is there is tried all the same: what the key file says of practice may be untrue.
    given = os.environ.get(settings.PASSWORD_VARIABLE, "")
    password = given if practice or not keys.is_file() else ask_password(here.operator)
    with open_ledger(here.home, Login(here.operator, password), SystemClock(), patience=PATIENCE) as ledger:
        yield ledger


def with_keys(words: str, keys: str) -> str:
    """A help text that ends with the keys of the JSON answer."""
    return words + "\n\n" + tr("JSON keys: {keys}", keys=keys)


def plain(value: Any) -> Any:
    """A frozen row as plain JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value


def print_json(value: Any) -> None:
    """One JSON document on the standard output."""
    if isinstance(value, list | tuple):
        value = [plain(item) for item in value]
    typer.echo(json.dumps(plain(value), ensure_ascii=False, default=str, indent=2))


def print_table(title: str, headings: list[str], rows: list[list[str]]) -> None:
    """A table for people."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=harmless(title) or None, title_justify="left", header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(escape(harmless(cell)) for cell in row))
    Console().print(table)


def harmless(words: str) -> str:
    """The words without what steers a terminal or turns the direction of reading: names come from strangers' files."""
    return words.translate(_STEERING)


def say(words: str) -> None:
    """A line for people, on the standard output."""
    typer.echo(harmless(words))


def note(words: str) -> None:
    """A line beside the answer, on the standard error."""
    typer.echo(harmless(words), err=True)


@contextmanager
def progress(title: str, total: int) -> Iterator[Any]:
    """A progress bar on the standard error; gives a function that takes how many are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task(title, total=total)
        yield lambda done: bars.update(task, completed=done)
