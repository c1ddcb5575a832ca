"""The line between a PC and the county of the small world, and what may befall each request on it."""

from collections.abc import Callable, Iterator
from enum import Enum, auto

from app.ledger.station_key import signing_key
from app.models.ledger import Ledger
from app.sync.line import CutOff
from app.sync.protocol import RoundAnswer, RoundRequest, pack_request, unpack_answer
from tests.sync.inside_a_pc import Crash

Sent = tuple[bytes, str, bytes]
"""Whose key signed it, which replica asks, and the packed request."""


class Fault(Enum):
    """What befalls one request."""

    NONE = auto()
    LOST = auto()
    UNANSWERED = auto()
    TWICE = auto()
    LATE = auto()
    """The PC gives it up; it arrives later, as a stray."""
    COUNTY_DARK_STORING = auto()
    COUNTY_DARK_APPLYING = auto()
    PC_DARK = auto()


DARK_BEFORE = {Fault.COUNTY_DARK_STORING: 0, Fault.COUNTY_DARK_APPLYING: 1}
"""So many commits the county still makes for this request."""


MOST_QUESTIONS = 100
"""In one round; the longest of these histories needs a third of it."""


class Wire:
    """A line that does to each request what it is told, and nothing once it is told no more."""

    def __init__(
        self, ledger: Ledger, answered: Callable[[Sent, int | None], bytes], strays: list[Sent], faults: Iterator[Fault]
    ) -> None:
        self._answered = answered
        self._strays = strays
        self._faults = faults
        self._patience = iter(range(MOST_QUESTIONS))
        self._who = (signing_key(ledger).key_id, ledger.standing.replica)

    def ask(self, request: RoundRequest) -> RoundAnswer:
        """The county's answer, if it comes. Raises CutOff; Crash when the PC goes dark on its arrival."""
        assert next(self._patience, None) is not None, "a round without end"
        fault, sent = next(self._faults, Fault.NONE), (*self._who, pack_request(request))
        if fault is Fault.LATE:
            self._strays.append(sent)
        if fault in (Fault.LOST, Fault.LATE):
            raise CutOff
        answer = self._answered(sent, DARK_BEFORE.get(fault))
        if fault is Fault.TWICE:
            answer = self._answered(sent, None)
        if fault is Fault.UNANSWERED:
            raise CutOff
        if fault is Fault.PC_DARK:
            raise Crash
        return unpack_answer(answer)
