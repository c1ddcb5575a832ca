"""`xiangxun certificates verify` and `revocations`: what is good, and what the county is to be told is not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.clock import SystemClock, today
from app.commands.certificate_words import kind_label
from app.commands.signed_files import read_signed, written
from app.commands.terminal import JsonOption, OutOption, note, opened, print_json, print_table, say, with_keys
from app.errors import Refusal
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.credential.trust import TrustLists
    from app.ledger.certificate_verification import Answer, Verifier

VALID, NOT_VALID, UNREADABLE = 0, 1, 2
PICTURES = (".png", ".jpg", ".jpeg", ".pdf")
_TEXT_FILES = (".txt",)
VERDICT_KEYS = (
    "verdict, reason, list_age_days, list_stale, number, kind, name, masked_id, course, level, hours, period_from, "
    "period_to, issued_on, provider, station"
)
WANTED_KEYS = "number, since, reason, successor, digest"


class ListsIncomplete(Refusal):
    """Lists were named, but not all that is needed to verify by them."""

    code = "lists_incomplete"
    message = mark("To verify without the ledger, both the key list and the county's root key are needed.")
    remedy = mark("Use --key-list FILE and --root with the 64 signs of the county's root key.")


class RootKeyWrong(Refusal):
    """A root key that is not 32 bytes in hexadecimal."""

    code = "root_key_wrong"
    message = mark("The root key must have 64 signs, 0-9 and a-f.")
    remedy = mark("Copy it from the county's status, or from the county's page.")


@dataclass(frozen=True)
class Desk:
    """What one call verifies by."""

    judge: "Verifier"
    trust: "TrustLists"


def verify(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="TEXT|FILE",
            help=tr("The code's text, or a PNG, JPEG or PDF; - reads the text from the standard input."),
        ),
    ],
    key_list: Annotated[
        Path | None, typer.Option("--key-list", help=tr("Verify by this key list instead of the ledger's."))
    ] = None,
    revocations: Annotated[
        Path | None, typer.Option("--revocations", help=tr("Verify by this revocation list."))
    ] = None,
    root: Annotated[
        str, typer.Option("--root", help=tr("The county's root key, 64 signs; with --key-list no ledger is needed."))
    ] = "",
    as_json: JsonOption = False,
) -> int:
    """Exit 0 if every certificate is valid, 1 if one is not, 2 if nothing could be read."""
    with _unjudged_is_unreadable(), _desk(context, key_list, revocations, root) as by:
        answers = list(_answers(what, by))
    if as_json:
        told = [answer.as_json() for answer in answers]
        print_json(told[0] if len(told) == 1 else told)
    else:
        for answer in answers:
            _tell(answer)
        if len(answers) > 1:
            say(tr("{valid} of {count} codes are valid.", valid=sum(a.is_valid for a in answers), count=len(answers)))
    return _exit_status(answers)


def _exit_status(answers: "list[Answer]") -> int:
    if all(answer.is_valid for answer in answers):
        return VALID
    return NOT_VALID if any(answer.is_readable and not answer.is_valid for answer in answers) else UNREADABLE


@contextmanager
def _unjudged_is_unreadable() -> Iterator[None]:
    """Without a ledger or lists nothing can be judged: that must not look like a certificate that is not valid."""
    try:
        yield
    except Refusal as refusal:
        refusal.exit_status = UNREADABLE
        raise


@contextmanager
def _desk(context: typer.Context, key_list: Path | None, revocations: Path | None, root: str) -> Iterator[Desk]:
    from app.ledger.certificate_verification import verifier_by_lists, verifier_here
    from app.ledger.trust_lists import trust_lists

    if key_list or revocations or root:
        trust = _trust_of_files(key_list, revocations, root)
        yield Desk(verifier_by_lists(trust, today(SystemClock())), trust)
        return
    with opened(context) as ledger:
        trust = trust_lists(ledger)
        yield Desk(verifier_here(ledger, trust, today(ledger.clock)), trust)


def _trust_of_files(key_list: Path | None, revocations: Path | None, root: str) -> "TrustLists":
    from app.credential.trust import TrustLists

    if key_list is None or not root:
        raise ListsIncomplete
    trust = TrustLists(_root_key(root)).with_key_list(read_signed(key_list))
    return trust.with_revocations(read_signed(revocations)) if revocations else trust


def _root_key(text: str) -> bytes:
    written = "".join(text.split())
    try:
        key = bytes.fromhex(written)
    except ValueError as error:
        raise RootKeyWrong from error
    if len(key) != 32:
        raise RootKeyWrong
    return key


def _answers(what: str, by: Desk) -> "Iterator[Answer]":
    """The judgement on each code that was given or found; one that nothing was found, if so."""
    from app.ledger.certificate_verification import nothing_found, unreadable

    try:
        path = _file_named(what)
        texts = _texts_in(path) if path else [sys.stdin.read() if what == "-" else what]
    except Refusal as refusal:
        yield unreadable(by.trust, today(SystemClock()), refusal)
        return
    if not texts:
        yield nothing_found(by.trust, today(SystemClock()))
    yield from map(by.judge, texts)


def _file_named(what: str) -> Path | None:
    """The file that is meant, if it is not the text itself: one that is there, or one that is called like a picture.

    A folder is meant as a file too, so that it is told to be one.
    """
    path = Path(what)
    if path.suffix.lower() in PICTURES:
        return path
    try:
        return path if path.is_file() or path.is_dir() else None
    except (OSError, ValueError):  # the digits of a code are longer than any file name
        return None


def _texts_in(path: Path) -> list[str]:
    if path.suffix.lower() in _TEXT_FILES:
        return [line for line in read_signed(path).decode("utf-8", "replace").splitlines() if line.strip()]
    from app.documents.scanning import read_pages

    pages = list(read_pages(path))
    texts = [text for page in pages for text in page]
    empty = sum(not page for page in pages)
    if texts and empty:
        note(tr("{count} of {pages} pages have no readable code.", count=empty, pages=len(pages)))
    return texts


def _tell(answer: "Answer") -> None:
    say(answer.sentence)
    if answer.number is not None:
        days = {"from": answer.period_from, "to": answer.period_to}
        say(tr("{kind} {number}: {name}, ID {masked_id}", kind=kind_label(answer.kind or ""), **_shown(answer)))
        say(
            tr(
                "{subject}, {hours} class hours, {from} to {to}; {provider}, {issued_on}",
                subject=" ".join(filter(None, (answer.course, answer.level))),
                **_shown(answer),
                **days,
            )
        )
    if answer.way_out:
        note(tr("What to do: {remedy}", remedy=answer.way_out))


def _shown(answer: "Answer") -> dict[str, Any]:
    names = ("number", "name", "masked_id", "course", "level", "hours", "provider", "issued_on")
    return {name: getattr(answer, name) for name in names}


def revocations(context: typer.Context, out: OutOption = None, as_json: JsonOption = False) -> None:
    """Show what the county has still to revoke, or write it into a signed file."""
    from app.ledger.revocation_requests import wanted_revocations, write_request

    with opened(context) as ledger:
        wanted = wanted_revocations(ledger)
        if out is not None:
            file = out / "revocations.xxreq" if out.is_dir() else out
            with written(file) as stream:
                stream.write(write_request(ledger, today(ledger.clock)))
    if as_json:
        print_json({"certificates": [asdict(each) for each in wanted], "file": str(file) if out else ""})
        return
    rows = [[each.number, each.since.isoformat(), each.reason, each.successor] for each in wanted]
    print_table("", [tr("Number"), tr("Since"), tr("Reason"), tr("Successor")], rows)
    if out is not None:
        say(tr("The request is in {file}; bring it to the county.", file=str(file)))


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group."""
    words = tr("Verify a certificate offline: its code's text, a picture of it, or a PDF.")
    keys = f"{VERDICT_KEYS}; {tr('a list of these where there are several codes')}"
    group.command("verify", help=with_keys(words, keys))(verify)
    words = tr("What the county has still to revoke; --out writes the signed request.")
    group.command("revocations", help=with_keys(words, f"certificates ({WANTED_KEYS}), file"))(revocations)
