"""What a rule has to say about a value: a sentence with its cause, and the way to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.i18n import tr


class Severity(StrEnum):
    """How far a finding stands in the way: told, asked about, or stopped."""

    WARN = "warn"
    ASK = "ask"
    BLOCK = "block"


@dataclass(frozen=True)
class Finding:
    """One fact about a value. `message` and `remedy` are marked English with {figures} to fill in."""

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    figures: tuple[tuple[str, str], ...] = ()

    def sentence(self) -> str:
        """What was found and why, in the reader's language."""
        return tr(self.message, **dict(self.figures))

    def way_out(self) -> str:
        """What to do about it, in the reader's language; may be empty."""
        return tr(self.remedy, **dict(self.figures)) if self.remedy else ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence(), self.way_out()) if part)


def warn(code: str, message: str, remedy: str = "", **figures: object) -> Finding:
    """A finding that is only told."""
    return Finding(code, Severity.WARN, message, remedy, _as_text(figures))


def ask(code: str, message: str, remedy: str = "", **figures: object) -> Finding:
    """A finding that wants the clerk's answer before the value is taken."""
    return Finding(code, Severity.ASK, message, remedy, _as_text(figures))


def block(code: str, message: str, remedy: str = "", **figures: object) -> Finding:
    """A finding that keeps the value out until it is mended."""
    return Finding(code, Severity.BLOCK, message, remedy, _as_text(figures))


def is_usable(findings: Iterable[Finding]) -> bool:
    """True if none of them blocks."""
    return all(finding.severity is not Severity.BLOCK for finding in findings)


def _as_text(figures: dict[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in figures.items())
