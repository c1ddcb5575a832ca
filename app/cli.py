"""`xiangxun`: the front door for the keyboard and for scripts."""

import json
import os
import sys
import tempfile
import traceback

import typer

from app import settings
from app.errors import XiangxunError
from app.i18n import choose_language, tr

LANGUAGES = {"zh": "zh_CN", "zh_CN": "zh_CN", "en": "en"}
INTERRUPTED, OURS = 130, 70


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
    if sys.argv[1:2] == [settings.CHILD_ARGUMENT]:
        from app.ledger.importing.child import main as read_a_workbook

        return read_a_workbook()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command: 0 done, 1 refused or no, 2 wrong usage or unreadable, 3 the machine's fault, 130 stopped."""
    choose_language(_language(arguments))
    try:
        from app.commands.root import build

        answer = build()(arguments, standalone_mode=False, prog_name="xiangxun")
        return answer if isinstance(answer, int) else 0
    except XiangxunError as error:
        return _told(error, "--json" in arguments)
    except (typer.Abort, KeyboardInterrupt):
        print(
            tr(
                "Stopped. What was acknowledged is kept; the last step is done whole or not at all."
            ),
            file=sys.stderr,
        )
        return INTERRUPTED
    except typer.TyperException as error:
        return _wrong_usage(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last door: nothing may leave it as a traceback
        return _ours(error)


def _told(error: XiangxunError, as_json: bool) -> int:
    from app.commands.terminal import error_as_json, harmless

    if as_json:
        print(json.dumps(error_as_json(error), ensure_ascii=False, indent=2))
    print(harmless(error.sentence()), file=sys.stderr)
    if error.way_out():
        print(harmless(tr("What to do: {remedy}", remedy=error.way_out())), file=sys.stderr)
    return error.exit_status


def _wrong_usage(error: typer.TyperException) -> int:
    from app.commands.terminal import harmless
    from app.commands.usage_words import usage_sentence

    print(harmless(usage_sentence(error)), file=sys.stderr)
    return getattr(error, "exit_code", 2)


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
