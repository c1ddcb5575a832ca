"""Chance and time out of one number: the same number makes the same ids, salts and keys, and so the same history."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from app.credential.keys import SEED_BYTES, SigningKey

BEGIN_NS = 1_795_222_800_000_000_000


@contextmanager
def seeded(number: int) -> Iterator[None]:
    """All that the product leaves to chance drawn from this number; how a secret is wrapped alone stays real chance."""
    drawn, ticks = random.Random(number), iter(range(BEGIN_NS, 1 << 62, 1_000_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("secrets.randbits", drawn.getrandbits)
        patch.setattr("secrets.token_bytes", lambda size=32: drawn.randbytes(size))
        patch.setattr("secrets.token_hex", lambda size=32: drawn.randbytes(size).hex())
        patch.setattr(SigningKey, "generate", classmethod(lambda cls: cls(drawn.randbytes(SEED_BYTES))))
        patch.setattr("app.models.rows.time", SimpleNamespace(time_ns=lambda: next(ticks)))
        yield
