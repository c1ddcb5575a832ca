"""The search for garbage that lies in a circle, left out while much is made that does not."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Without that search for as long as the block runs: entries lie in no circle, and it took a third of the time.

    Several threads may be in such blocks at once; it goes on at the latest when the last one is left.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
