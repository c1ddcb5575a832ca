"""Chance and time out of one seed: the same seed makes the same ids, and so the same history."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

BEGIN_NS = 1_795_222_800_000_000_000


@contextmanager
def seeded(seed: int) -> Iterator[random.Random]:
    """Every id and salt of the product drawn from this seed; keys stay real chance, nothing is ordered by them."""
    drawn, ticks = random.Random(seed), iter(range(BEGIN_NS, 1 << 62, 1_000_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("secrets.randbits", drawn.getrandbits)
        patch.setattr("secrets.token_bytes", lambda size=32: drawn.randbytes(size))
        patch.setattr("secrets.token_hex", lambda size=32: drawn.randbytes(size).hex())
        patch.setattr("app.models.rows.time", SimpleNamespace(time_ns=lambda: next(ticks)))
        yield random.Random(seed)
