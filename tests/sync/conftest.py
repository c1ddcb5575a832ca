"""A station of three PCs, made once and copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.small_county import PC, SmallCounty, Station, new_pc


@pytest.fixture(scope="session")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    """Three enrolled PCs that have not spoken with the county yet."""
    room, county = tmp_path_factory.mktemp("station"), SmallCounty()
    folders = [room / name for name in ("a", "b", "c")]
    for folder in folders:
        new_pc(folder, county).ledger.close()
    return Station(tuple(folders), county)


@pytest.fixture
def three(station: Station, tmp_path: Path) -> Iterator[tuple[SmallCounty, PC, PC, PC]]:
    """The county and the three PCs of a station, of a test's own."""
    with station.opened(tmp_path, 3) as (county, (first, second, third)):
        yield county, first, second, third
