"""A county at work, on either engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import SetClock
from app.credential.keys import SigningKey
from tests.county.store.makers import Pc, Post, post


@pytest.fixture
def county(county_folder: Path, clock: SetClock, root_key: SigningKey) -> Iterator[Post]:
    with post(county_folder, clock, root_key) as opened:
        yield opened


@pytest.fixture
def pc(county: Post) -> Pc:
    return county.pc()
