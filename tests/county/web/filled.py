"""A county with three stations whose real ledgers were delivered in real rounds: something to see on every page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.clock import SetClock
from app.county.enrolment import Terms
from app.county.founding import found_county
from app.county.office import CountyOffice
from app.county.store.devices import Device, known_device
from app.county.store.exchange import WrongCounty
from app.county.tables import DeviceKeyRow, StationRow
from app.county.web.site import Site, SiteSettings, open_site
from app.ledger import practice
from app.ledger.people import edit_trainee
from app.ledger.person_details import PersonDetails
from app.ledger.practice_people import Invented, invent
from app.ledger.station_key import signing_key
from app.models.ledger import Ledger
from app.models.opening import create_ledger, open_ledger
from app.models.people import Trainee
from app.models.rows import new_id
from app.sync.protocol import RoundAnswer, RoundRequest
from app.sync.round import RoundReport, run_round
from tests.county.makers import FENGQING, LOGIN, PASSWORD, enrolled
from tests.county.store.makers import Pc
from tests.makers_certificates import QUICK

OFFICERS = (("李主任", "administrator"), ("王登记", "registrar"), ("赵审计", "auditor"))
OFFICER_PASSWORD = "县中心的口令 2"


@dataclass(frozen=True)
class Filled:
    """A station to be made: its code and name, which invented people, how much smaller its classes are."""

    code: str
    name: str
    seed: int
    share: float
    shift: int


STATIONS = (
    Filled("530921101", "凤山镇乡村人才振兴工作站", 7, 1.0, 0),
    Filled("530921102", "鲁史镇乡村人才振兴工作站", 11, 0.6, 4),
    Filled("530921201", "新华彝族苗族乡乡村人才振兴工作站", 13, 0.4, 9),
)
FEW = 0.25
"""A station that is so small holds every second class."""
PEOPLE, SHARED, LEAST = 130, 12, 8
SILENT = 9
"""So many days ago the last station delivered."""
"""So many people stand in the ledgers of the first two stations; a class has so many people at least."""


@dataclass(frozen=True)
class DirectLine:
    """A line that needs no network: what a PC asks is answered by the county at once."""

    site: Site
    ledger: Ledger

    def ask(self, request: RoundRequest) -> RoundAnswer:
        with self.site.register.reading() as session:
            device = known_device(session, signing_key(self.ledger).key_id)
        return self.site.exchange.answer(device, self.ledger.standing.replica, request)


def deliver(site: Site, ledger: Ledger) -> RoundReport:
    """One whole round of this PC."""
    return run_round(ledger, DirectLine(site, ledger), "0.1.0")


def fill_county(folder: Path, clock: SetClock, scale: float = 1.0) -> None:
    """A founded county with officers and three stations, in this folder; the ledgers stay beside it.

    A smaller scale makes smaller classes, and takes less time.
    """
    found_county(folder / "county", FENGQING, PASSWORD, clock, "李主任")
    with CountyOffice.open(folder / "county", PASSWORD, clock, "李主任") as office:
        for name, role in OFFICERS:
            office.add_officer(name, role, OFFICER_PASSWORD, must_change=False)
        site = open_site(office, clock, SiteSettings(is_secure=False))
        for made in STATIONS:
            clock.advance(days=-SILENT if made is STATIONS[-1] else 0)
            with create_ledger(folder / made.code, LOGIN, clock, practice=True) as ledger:
                _fill(office, ledger, replace(made, share=made.share * scale))
                deliver(site, ledger)
            clock.advance(days=SILENT if made is STATIONS[-1] else 0)
        _disagree(site, folder, clock)
        _send_from_a_newer_program(site)
        office.publish_lists()


def _disagree(site: Site, folder: Path, clock: SetClock) -> None:
    """The second PC of the first station changes a phone that the first one changes too."""
    with (
        create_ledger(folder / "second", LOGIN, clock, practice=True) as second,
        open_ledger(folder / STATIONS[0].code, LOGIN, clock) as first,
    ):
        enrolled(site.office, second, Terms(STATIONS[0].code, STATIONS[0].name, 40))
        deliver(site, second)
        with first.reading() as session:
            person = session.scalars(select(Trainee.id).order_by(Trainee.id)).first()
        for ledger, phone in ((first, "13908830001"), (second, "13508830002")):
            clock.advance(minutes=3)
            edit_trainee(ledger, person, PersonDetails(phone=phone))
        for ledger in (second, first, second):
            deliver(site, ledger)


def _send_from_a_newer_program(site: Site) -> None:
    """A third PC of the first station whose program knows a table that the county's does not."""
    pc, device = newer_pc(site)
    pc.write("village_visit", new_id(), "I", {"station": pc.station}, schema=99)
    pc.write("village_visit", new_id(), "I", {"station": pc.station}, schema=99)
    hand_in(site, pc, device)
    foreign = RoundRequest(new_id(), "0.9.0", 99, "", 0, 0)
    with pytest.raises(WrongCounty):
        site.exchange.answer(device, pc.replica, foreign)


def newer_pc(site: Site) -> tuple[Pc, Device]:
    """A further PC of the first station, on the county's list of keys; its program is newer than the county's."""
    with site.register.deed(site.clock.now(), "李主任") as deed:
        station = deed.session.get_one(StationRow, (deed.county.id, STATIONS[0].code))
        pc = Pc(station.station_id)
        names = {"county_id": deed.county.id, "key_id": pc.key.key_id.hex(), "public": pc.key.public.hex()}
        days = {"not_before": date(2026, 1, 1), "not_after": date(2028, 1, 1)}
        deed.session.add(DeviceKeyRow(**names, **days, station_code=station.code, kinds=[], number_prefixes=[]))
        return pc, Device(station.station_id, station.code, pc.key.key_id, pc.key.public)


def hand_in(site: Site, pc: Pc, device: Device) -> None:
    """A round with all that this PC has; its clock is eleven minutes fast."""
    clock = int(site.clock.now().timestamp() * 1000) + 11 * 60_000
    request = RoundRequest(site.county.id, "0.9.0", 99, "", clock, 0, (pc.head,), (pc.batch(site.county.id),))
    site.exchange.answer(device, pc.replica, request)


def _fill(office: CountyOffice, ledger: Ledger, made: Filled) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(practice, "PracticeCounty", lambda _: _RealCounty(office, made))
        patch.setattr(practice, "invent", lambda count: _people(made, count))
        patch.setattr(practice, "PEOPLE", PEOPLE)
        patch.setattr(practice, "CLASSES", _classes(made)[:: 1 if made.share > FEW else 2])
        patch.setattr(practice, "YEAR_TARGETS", _targets(made))
        practice.fill_practice(ledger, QUICK)


@dataclass(frozen=True)
class _RealCounty:
    """Enrols a ledger as `PracticeCounty` does, in the county that really is there."""

    office: CountyOffice
    made: Filled

    def enrol(self, ledger: Ledger) -> None:
        enrolled(self.office, ledger, Terms(self.made.code, self.made.name, 120))


def _people(made: Filled, count: int) -> Sequence[Invented]:
    own = invent(count, made.seed)
    if made.code != STATIONS[1].code:
        return own
    return [*invent(SHARED, STATIONS[0].seed), *own[SHARED:]]


def _classes(made: Filled) -> tuple[Any, ...]:
    return tuple(
        practice.Planned(
            each.course,
            each.skill_group,
            max(LEAST, int(each.people * made.share)),
            each.first,
            each.began + made.shift,
            each.state,
        )
        for each in practice.CLASSES
    )


def _targets(made: Filled) -> dict[str, int]:
    return {name: int(value * made.share) for name, value in practice.YEAR_TARGETS.items()}
