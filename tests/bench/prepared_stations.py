"""Stations made ready beforehand: their PCs in the county's register, and all that they will send, signed, on disk.

FOLDER/county is the county before anything came, its register in a file; FOLDER/requests.bin holds the requests as they
go over the line, FOLDER/index.json where each begins. Chains, seals and signatures are as real as a PC makes them.
"""

import os
import secrets
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson
from sqlalchemy import insert

from app.clock import SystemClock
from app.county.office import CountyOffice
from app.county.tables import DeviceKeyRow, ReplicaRow, StationRow
from app.credential.keys import SigningKey
from app.models.rows import new_id
from tests.bench.made_requests import Made, Plan, make
from tests.bench.processes import end_with_parent
from tests.bench.served_county import found

DAYS = {"not_before": date(2026, 1, 1), "not_after": date(2036, 1, 1)}


@dataclass(frozen=True)
class Measure:
    """How many stations, entries each, share of new rows among them, certificates of the first station."""

    stations: int
    entries: int
    new: float
    certificates: int = 0


def prepared(folder: Path, measure: Measure) -> dict[str, object]:
    """Make all of it, unless the folder holds exactly this already; answers what its index says."""
    index = folder / "index.json"
    if index.exists():
        held = orjson.loads(index.read_bytes())
        if held["measure"] == vars(measure):
            print(f"prepared before: {folder}", flush=True)
            return held
        raise SystemExit(f"{folder} holds other stations ({held['measure']}); name another folder, or remove it")
    began = time.monotonic()
    county = found(folder / "county")
    try:
        plans = [_plan(number, county.id, county.host, measure) for number in range(measure.stations)]
        _enrol(folder / "county", plans)
        told = {"measure": vars(measure), **_write(folder, plans, began)}
        index.write_bytes(orjson.dumps(told))
    except BaseException:
        # What is half made is of no use to anybody, and would be in the way of the next bench.
        shutil.rmtree(folder / "county", ignore_errors=True)
        (folder / "requests.bin").unlink(missing_ok=True)
        raise
    size = (folder / "requests.bin").stat().st_size
    print(f"prepared in {time.monotonic() - began:.0f} s: {told['entries']} entries, {size / 2**20:.0f} MB", flush=True)
    return told


def _plan(number: int, county_id: str, host: str, measure: Measure) -> Plan:
    certificates = measure.certificates if number == 0 else 0
    names = (secrets.token_bytes(32), new_id(), new_id())
    return Plan(number, county_id, host, measure.entries, measure.new, certificates, *names)


def _enrol(folder: Path, plans: Sequence[Plan]) -> None:
    """The rows that an enrolment leaves at the county."""
    stations, keys, replicas = zip(*map(_rows, plans), strict=True)
    with CountyOffice.visit(folder, SystemClock(), "bench") as office, office.register.writing() as session:
        for table, rows in ((StationRow, stations), (DeviceKeyRow, keys), (ReplicaRow, replicas)):
            session.execute(insert(table), list(rows))


def _rows(plan: Plan) -> tuple[dict[str, object], dict[str, object], dict[str, object]]:
    key, its, day = SigningKey.from_seed(plan.seed), {"county_id": plan.county_id}, date(2026, 1, 1)
    named = its | {"station_code": plan.code, "key_id": key.key_id.hex()}
    line = {"kinds": ["completion"], "number_prefixes": [], "revoked_reason": "", **DAYS}
    return (
        its | {"code": plan.code, "name": f"{plan.code}工作站", "station_id": plan.station_id, "added_on": day},
        named | line | {"public": key.public.hex()},
        named | {"replica": plan.replica, "enrolled_on": day},
    )


def _write(folder: Path, plans: Sequence[Plan], began: float) -> dict[str, object]:
    stations, rows, certificates, said = [], Counter[str](), [], time.monotonic()
    with (folder / "requests.bin").open("wb") as file:
        for made in _made(plans):
            spans = {
                name: [(file.tell(), file.write(each)) for each in getattr(made, name)]
                for name in ("first", "night", "quiet")
            }
            stations.append({**spans, "entries": made.entries, "before": made.before})
            rows += made.rows
            certificates += made.certificates
            if time.monotonic() - said > 5:
                said = time.monotonic()
                print(f"    {said - began:5.0f} s: {len(stations)} of {len(plans)} stations prepared", flush=True)
    entries = sum(each["entries"] for each in stations)
    told = {"entries": entries, "first": sum(each["before"] for each in stations), "rows": dict(rows)}
    return {**told, "stations": stations, "certificates": certificates}


def _made(plans: Sequence[Plan]) -> Iterator[Made]:
    """Every station, made on all processors; on Ctrl+C the makers end with what they have in hand."""
    with ProcessPoolExecutor(os.cpu_count(), initializer=_leave_interrupts) as makers:
        try:
            yield from makers.map(make, plans)
        except BaseException:
            makers.shutdown(cancel_futures=True)
            raise


def _leave_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
