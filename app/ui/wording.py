"""What people read when something went wrong: what happened, what is safe, what to do, and details to pass on."""

import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from app.errors import MachineFault, XiangxunError
from app.i18n import tr


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


def words_for(error: Exception) -> Words:
    """The words for an error; one that is the program's own leaves a report that holds no personal data."""
    if isinstance(error, XiangxunError):
        return _told(error)
    report = keep_report(error)
    return Words(
        tr("Something is wrong in the program itself; the ledger is as it was before this step."),
        tr("What was saved before is safe."),
        tr("Please pass on this report, it holds no personal data: {file}", file=str(report)),
        type(error).__name__,
    )


def _told(error: XiangxunError) -> Words:
    safe = tr("Nothing was changed.")
    if isinstance(error, MachineFault):
        safe = tr("What was saved before is safe.")
    return Words(error.sentence(), safe, error.way_out(), error.code)


def keep_report(error: BaseException) -> Path:
    """Write down where in the program it happened, without what it was working on."""
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    report = Path(tempfile.gettempdir()) / f"xiangxun-crash-{time.time_ns()}.txt"
    report.write_text("\n".join([type(error).__name__, *lines]) + "\n", encoding="utf-8")
    return report
