"""`xiangxun`: the front door for the keyboard and for scripts."""

import _thread
import errno
import json
import logging
import os
import sys
import tempfile
import traceback
from typing import Any

import typer

from app import settings
from app.errors import XiangxunError
from app.i18n import choose_language, tr

LANGUAGES = {"zh": "zh_CN", "zh_CN": "zh_CN", "en": "en"}
MACHINE, INTERRUPTED, OURS = 3, 130, 70


def _language(arguments: list[str]) -> str:
    """The language must be known before any help text is made, so it is looked for by hand."""
    named = os.environ.get("XIANGXUN_LANG", "zh_CN")
    for position, word in enumerate(arguments):
        if word == "--lang" and position + 1 < len(arguments):
            named = arguments[position + 1]
        elif word.startswith("--lang="):
            named = word.partition("=")[2]
    return LANGUAGES.get(named, "zh_CN")


def main() -> None:
    """Run the command line and leave with its exit status."""
    if sys.argv[1:3] == [settings.CHILD_ARGUMENT, "codes"]:
        from app.documents.pdf_child import main as read_a_scan

        return read_a_scan()
    if sys.argv[1:2] == [settings.CHILD_ARGUMENT]:
        from app.ledger.importing.child import main as read_a_workbook

        return read_a_workbook()
    _keep_quiet()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))


def _keep_quiet() -> None:
    """Let no library print a traceback behind our back; an interrupt that fell into a deaf place is raised again."""
    logging.getLogger().addHandler(logging.NullHandler())
    sys.unraisablehook = _heard_again


def _heard_again(unraisable: "sys.UnraisableHookArgs") -> None:
    if unraisable.exc_type is KeyboardInterrupt:
        _thread.interrupt_main()


def run(arguments: list[str]) -> int:
    """Run one command: 0 done, 1 refused or no, 2 wrong usage or unreadable, 3 the machine's fault, 130 stopped."""
    choose_language(_language(arguments))
    as_json = "--json" in arguments
    try:
        return _answer(arguments, as_json)
    except XiangxunError as error:
        return _told(error, as_json)
    except (typer.Abort, KeyboardInterrupt):
        return _stopped(as_json)
    except typer.TyperException as error:
        return _wrong_usage(error, as_json)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last door: nothing may leave it as a traceback
        return _unspoken() if _is_full(error) else _ours(error)


def _answer(arguments: list[str], as_json: bool) -> int:
    from app.commands.root import build

    answer = build()(arguments, standalone_mode=False, prog_name="xiangxun")
    sys.stdout.flush()
    # The library makes an answer of its own out of Ctrl+C.
    if answer == INTERRUPTED:
        return _stopped(as_json)
    return answer if isinstance(answer, int) else 0


def _told(error: XiangxunError, as_json: bool) -> int:
    figures = {key: str(value) for key, value in error.figures.items()}
    _say(as_json, {"code": error.code, "message": error.sentence(), "remedy": error.way_out(), "figures": figures})
    return error.exit_status


def _stopped(as_json: bool) -> int:
    words = tr("Stopped. What was acknowledged is kept; the last step is done whole or not at all.")
    _say(as_json, {"code": "stopped", "message": words, "remedy": "", "figures": {}})
    return INTERRUPTED


def _wrong_usage(error: typer.TyperException, as_json: bool) -> int:
    from app.commands.usage_words import usage_sentence

    _say(as_json, {"code": "usage", "message": usage_sentence(error), "remedy": "", "figures": {}})
    return getattr(error, "exit_code", 2)


def _say(as_json: bool, told: dict[str, Any]) -> None:
    """An end other than the wanted one: in words on the standard error, and as JSON where that was asked for."""
    from app.commands.terminal import harmless

    if as_json:
        print(json.dumps({"error": told}, ensure_ascii=False, indent=2), flush=True)
    print(harmless(told["message"]), file=sys.stderr)
    if told["remedy"]:
        print(harmless(tr("What to do: {remedy}", remedy=told["remedy"])), file=sys.stderr)


def _is_full(error: Exception) -> bool:
    """Whether it was the answer itself that found no room, not a file of the ledger."""
    return isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None


def _unspoken() -> int:
    print(tr("The answer could not be written where it was sent: the disk is full."), file=sys.stderr)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return MACHINE


def _ours(error: Exception) -> int:
    """A fault of the program: where it happened goes to a file, without what it was working on."""
    print(tr("Something is wrong in the program itself; the ledger is as it was before this step."), file=sys.stderr)
    report = _report(error)
    if report:
        print(tr("Please pass on this report, it holds no personal data: {file}", file=report), file=sys.stderr)
    return OURS


def _report(error: Exception) -> str:
    """A file of its own with the places in the code alone; empty where none can be written."""
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    try:
        handle, name = tempfile.mkstemp(prefix="xiangxun-crash-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as report:
            report.write("\n".join([type(error).__name__, *lines]) + "\n")
    except OSError:
        return ""
    return name
