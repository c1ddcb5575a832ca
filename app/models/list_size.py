"""How long a signed list may grow: every PC keeps it in its journal, as text, and reports that to the county."""

from app.models.exchange import UNPACKED_LIMIT, packed

CARRIED = 216 * 1024
"""A list that is larger in a journal, packed (bytes), would leave no room for the rest of a request: one that a PC has
written down and cannot report would keep all that follows it from the county."""
_LONGEST = UNPACKED_LIMIT // 4
"""However well it packs: as text it is twice as long, and may fill half of what the other side unpacks (bytes)."""


def share_of(data: bytes) -> int:
    """How much of what a PC can report this list takes up, in per cent; above 100 it is too long."""
    return max(_per_cent(len(packed(data.hex())), CARRIED), _per_cent(len(data), _LONGEST))


def is_bearable(data: bytes) -> bool:
    """Whether a PC can take this list in and still report all that it has."""
    # Twice as many characters as bytes: a short list fits even unpacked.
    return len(data) * 2 < CARRIED or share_of(data) <= 100


def _per_cent(size: int, most: int) -> int:
    return -(-size * 100 // most)
