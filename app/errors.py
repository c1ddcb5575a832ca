"""The two kinds of trouble a clerk is told about: what they can mend, and what the machine suffers."""

from typing import Any

from app.i18n import tr


class XiangxunError(Exception):
    """One fact that went wrong; carries its figures and the way out.

    A subclass states `message` and `remedy` in English with {figures} to fill in, both through
    `i18n.mark`, and a stable `code` for machines.
    """

    code = "error"
    message = ""
    remedy = ""
    exit_status = 1

    def __init__(self, **figures: Any) -> None:
        super().__init__(self.message.format_map(figures) if figures else self.message)
        self.figures = figures

    def sentence(self) -> str:
        """What happened, in the reader's language."""
        return tr(self.message, **self.figures)

    def way_out(self) -> str:
        """What to do about it, in the reader's language; may be empty."""
        return tr(self.remedy, **self.figures) if self.remedy else ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence(), self.way_out()) if part)


def code_of(error: BaseException) -> str:
    """What a log may say of an error: its code or its kind, since its own words may name a person."""
    return error.code if isinstance(error, XiangxunError) else type(error).__name__


class Refusal(XiangxunError):
    """Something asked for is against a rule or the data; nothing was changed."""

    code = "refused"


class MachineFault(XiangxunError):
    """The machine failed us: a full disk, a locked file, a damaged ledger."""

    code = "machine"
    exit_status = 3
