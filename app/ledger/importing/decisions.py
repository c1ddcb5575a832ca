"""The clerk's word on single rows of a roster: take it, take it for someone in the ledger, or leave it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.ledger.importing.lines import Place


class Verdict(StrEnum):
    """What is to become of a row."""

    TAKE = "take"
    SAME = "same"
    SKIP = "skip"


@dataclass(frozen=True)
class Decision:
    """One row's verdict; `trainee_id` is whom it is taken for, with SAME alone."""

    verdict: Verdict
    trainee_id: str = ""


Decisions = Mapping[Place, Decision]
