"""Whatever the stations' tables hold, every page stands, every register is written, and the look-up answers."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.county.enrolment import Terms
from app.county.readings.tables import stations_of
from app.county.web.registers import REGISTERS
from app.county.web.site import Site
from tests.county.makers import NUMBER, STATION
from tests.county.test_taken_identities import asking
from tests.county.web.odd_rows import IDS, fill_oddly
from tests.county.web.officers import Officer

STATIONS = (STATION, "530921102")
SEARCHES = (
    "/",
    "/?year=2025",
    "/certificates",
    "/certificates?year=2026&kind=completion&state=good",
    "/classes?year=2026",
)
LISTS = (
    "/stations",
    "/blocks",
    "/duplicates",
    "/conflicts",
    "/parked",
    "/journal",
    "/journal/refusals",
    "/revocations",
)
PAGES = (*SEARCHES, *LISTS, *(f"/stations/{code}{tail}" for code in STATIONS[:1] for tail in ("", "/tables")))
# A seed says nothing by being small, so none is made smaller.
ODD = settings(
    max_examples=2,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NUMBER_CELL = re.compile("-?[0-9]+")
FORMS = [{"form": "csv"}, {"form": "xlsx", "year": "2026"}]


@pytest.fixture
def auditor(site: Site, address: str) -> Officer:
    site.office.add_officer("赵审计", "auditor", "password123", must_change=False)
    for code in STATIONS:
        site.office.enrol(asking(), Terms(code, "工作站"))
    return Officer(address, "赵审计", "password123")


@ODD
@given(seed=st.integers(0, 1 << 32))
def test_no_row_breaks_a_page_a_register_or_the_look_up(site: Site, auditor: Officer, seed: int) -> None:
    owners = _filled(site, seed)
    certificates = [f"/certificates/{owner}/{quote(row_id, safe='')}" for owner in owners[:1] for row_id in IDS]

    pages = {path: auditor.get(path).status_code for path in (*PAGES, *certificates)}
    csrf = auditor.csrf()
    files = {
        (name, form["form"]): auditor.post(f"/downloads/{name}", form, csrf).status_code
        for name in REGISTERS
        for form in FORMS
    }
    found = {name: _looked_up(auditor.address, name) for name in ("罗正祥", "{'a': 1}", "None")}

    assert {path: status for path, status in pages.items() if status >= 500} == {}
    assert {pages[path] for path in PAGES} == {200}
    assert set(files.values()) == {200}
    assert set(found.values()) == {200}


@ODD
@given(seed=st.integers(0, 1 << 32))
def test_no_row_keeps_the_tables_from_being_exported(site: Site, auditor: Officer, seed: int) -> None:
    _filled(site, seed)

    with TemporaryDirectory() as folder:
        site.office.export(Path(folder))
        made = site.office.export(Path(folder), full=True, reason="核对")
        cells = [cell for each in made for row in _cells(each.path) for cell in row]

    assert len(made) > 20
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@")) and not NUMBER_CELL.fullmatch(cell)] == []


def _cells(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.reader(stream)


def _filled(site: Site, seed: int) -> list[str]:
    with site.register.reading() as session:
        owners = list(stations_of(session, site.county.id))
    with site.register.writing() as session:
        fill_oddly(session, site.county.id, owners, seed)
    return owners


def _looked_up(address: str, name: str) -> int:
    return requests.post(f"{address}/v/lookup", data={"number": NUMBER, "name": name}, timeout=60).status_code
