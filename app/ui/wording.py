"""What people read when something went wrong: what happened, what is safe, what to do, and details to pass on."""

import platform
import sys
import traceback
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import settings
from app.errors import MachineFault, XiangxunError
from app.i18n import mark, tr

KEPT_REPORTS = 20
_IN_BACKUPS = mark("The backups are not touched by it; what was entered since the newest one may be lost.")
# Where what was saved may be gone itself, to call it safe would be untrue.
SAFE = {"damaged_ledger": _IN_BACKUPS, "not_a_ledger": _IN_BACKUPS}
# The ledger's folder, once a window has opened one; like the language it holds for a context, not for the process.
_folder: ContextVar[Path | None] = ContextVar("folder", default=None)


@dataclass(frozen=True)
class Words:
    """The sentences of one trouble."""

    what: str
    safe: str
    to_do: str
    details: str

    def whole(self) -> str:
        """All of it, to be passed on."""
        return "\n".join(filter(None, (self.what, self.safe, self.to_do, self.details)))


def sentences_for(error: Exception) -> str:
    """An error in a few lines, where there is no room for a dialog."""
    words = words_for(error)
    parts = [words.what, words.to_do] if isinstance(error, XiangxunError) else [words.what, words.safe, words.to_do]
    return "\n".join(part for part in parts if part)


def words_for(error: Exception) -> Words:
    """The words for an error; one that is the program's own leaves a report that holds no personal data."""
    if isinstance(error, XiangxunError):
        return _told(error)
    return Words(
        tr("Something is wrong in the program itself; the ledger is as it was before this step."),
        tr("What was saved before is safe."),
        _report_words(error),
        type(error).__name__,
    )


def _report_words(error: Exception) -> str:
    try:
        return tr("Please pass on this report, it holds no personal data: {file}", file=str(keep_report(error)))
    except OSError:
        return tr("No report could be written. Please pass on the words above.")


def wants_backup(error: Exception) -> bool:
    """Whether a backup is the way out."""
    return is_fact(error, *SAFE)


def is_fact(error: Exception, *codes: str) -> bool:
    """Whether the error is one of these facts: the classes themselves live behind the ledger."""
    return isinstance(error, XiangxunError) and error.code in codes


def _told(error: XiangxunError) -> Words:
    safe = mark("Nothing was changed.")
    if isinstance(error, MachineFault):
        safe = SAFE.get(error.code, mark("What was saved before is safe."))
    return Words(error.sentence(), tr(safe), error.way_out(), error.code)


def keep_reports_beside(folder: Path) -> None:
    """From now on reports lie in this folder of a ledger, under `reports`."""
    _folder.set(folder)


def reports_folder() -> Path:
    """Where the reports lie."""
    return (_folder.get() or settings.default_home()) / "reports"


def keep_report(error: BaseException) -> Path:
    """Write down where in the program it happened, without what it was working on; the oldest reports go."""
    now, folder = datetime.now(UTC), reports_folder()
    for each in (folder.parent, folder):  # the first may be the ledger's, before there is one
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    report = folder / f"report-{now:%Y%m%d-%H%M%S-%f}.txt"
    report.write_text("\n".join(_lines(error, now)) + "\n", encoding="utf-8")
    for old in sorted(folder.glob("report-*.txt"))[:-KEPT_REPORTS]:
        old.unlink(missing_ok=True)
    return report


def _lines(error: BaseException, now: datetime) -> list[str]:
    lines = [now.isoformat(timespec="seconds"), f"Python {platform.python_version()}, {sys.platform}"]
    cause: BaseException | None = error
    while cause is not None:
        # The kind alone: an error's own words may hold a name or a number.
        lines.append(type(cause).__name__)
        lines += [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in _frames(cause)]
        cause = cause.__cause__ or cause.__context__
    return lines


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(error.__traceback__))


def _place(filename: str) -> str:
    """The last parts of a path: the first ones may hold the name of whoever sits here."""
    return "/".join(Path(filename).parts[-3:])
