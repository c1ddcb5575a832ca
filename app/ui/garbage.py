"""The search for garbage, put off while much is made: while it looks, every thread stands still, the window's too."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MUCH = 100_000  # things that were made and are still there


@contextmanager
def put_off(much: int = MUCH) -> Iterator[None]:
    """Make things in peace; were they many, they are never looked through: they go when nobody holds them any more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_count()[0] > much:
                gc.freeze()
            gc.enable()
