"""A county that was put back from its backup learns again from its stations what it had revoked since."""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.clock import SetClock
from app.county.backing_up import back_up_county
from app.county.backup_file import BackupUnsound
from app.county.enrolment import Terms
from app.county.granting import KeyIsRevoked
from app.county.office import CountyOffice
from app.county.remembering import REMEMBERED
from app.county.restoring import restore_county
from app.county.store.devices import DeviceUnknown, known_device
from app.county.web.judging import judged
from app.county.web.site import Site, SiteSettings, open_site
from app.credential.keys import SigningKey
from app.credential.revocations import read_revocations
from app.ledger.station_key import signing_key
from app.ledger.trust_lists import take_lists, trust_lists
from app.models.certificate_numbers import DEFAULT_PATTERN, compose
from app.models.ledger import Ledger
from app.sync.protocol import RoundAnswer, RoundRequest
from app.sync.round import run_round
from tests.county.makers import FENGSHAN, NUMBER, certificate_text, enrolled

OTHER = compose(DEFAULT_PATTERN, county="530921", station="101", year=2026, serial=39)


class Direct:
    """The county at hand, as a line to it would be."""

    def __init__(self, site: Site, ledger: Ledger) -> None:
        with site.register.reading() as session:
            self._device = known_device(session, signing_key(ledger).key_id)
        self._site, self._replica = site, ledger.standing.replica

    def ask(self, request: RoundRequest) -> RoundAnswer:
        return self._site.exchange.answer(self._device, self._replica, request)


def at_work(office: CountyOffice, clock: SetClock) -> Site:
    return open_site(office, clock, SiteSettings(is_secure=False))


def verdict(site: Site, text: str) -> str:
    """As the public page gives it."""
    return judged(site, text).reason


@pytest.fixture
def office(founded: Path, tmp_path: Path, clock: SetClock, root_key: SigningKey) -> Iterator[CountyOffice]:
    """The county before it was lost."""
    shutil.copytree(founded, tmp_path / "before")
    with CountyOffice.visit(tmp_path / "before", clock) as opened:
        opened._key = root_key
        yield opened


@pytest.fixture
def backup(office: CountyOffice, pc: Ledger, new_pc: Callable[[str], Ledger], tmp_path: Path, clock: SetClock) -> Path:
    """Made before a certificate and a key were revoked; the station holds the lists that say so."""
    enrolled(office, pc)
    stolen = enrolled(office, new_pc("stolen")).identity.key_id
    made = back_up_county(office._register, office._files, tmp_path / "a.xxcounty", clock.now())
    clock.advance(days=1)
    office.revoke_certificate(NUMBER, None, "误发")
    office.revoke_key(stolen, None, "被盗")
    lists = office.publish_lists()
    take_lists(pc, lists.keys.data, lists.revocations.data)
    clock.advance(days=1)
    return made.path


@pytest.fixture
def late(office: CountyOffice, backup: Path, pc: Ledger, new_pc: Callable[[str], Ledger]) -> dict[str, Ledger]:
    """PCs that were enrolled after the backup: one of the same station, one of it that was stolen, one of a new one."""
    stations = {"second": FENGSHAN, "stolen since": FENGSHAN, "elsewhere": Terms("530921102", "勐佑镇工作站")}
    made = {name: new_pc(name) for name in stations}
    for name, terms in stations.items():
        enrolled(office, made[name], terms)
    office.revoke_key(signing_key(made["stolen since"]).key_id.hex(), None, "又被盗")
    lists = office.publish_lists()
    take_lists(pc, lists.keys.data, lists.revocations.data)
    return made


@pytest.fixture
def back(
    backup: Path, tmp_path: Path, county_database: str, clock: SetClock, root_key: SigningKey
) -> Iterator[CountyOffice]:
    """The county put back from it."""
    restore_county(tmp_path / "new", backup, clock, "李主任", county_database)
    with CountyOffice.visit(tmp_path / "new", clock) as opened:
        opened._key = root_key
        yield opened


def test_what_was_revoked_since_the_backup_is_revoked_once_a_station_has_reported(back, pc, clock):
    site, text = at_work(back, clock), certificate_text(signing_key(pc))
    before = verdict(site, text)

    run_round(pc, Direct(site, pc), "1")

    assert (before, verdict(site, text)) == ("genuine", "certificate_revoked")
    assert back.audit(1)[0].details == {"count": 2}
    assert back.figures().revoked_keys == 1


def test_the_lists_that_are_signed_then_hold_it_and_nothing_is_put_back_twice(back, pc, clock):
    site = at_work(back, clock)
    run_round(pc, Direct(site, pc), "1")

    lists = back.publish_lists()
    take_lists(pc, lists.keys.data, lists.revocations.data)

    revoked = trust_lists(pc).revocations
    assert ([each.number for each in revoked.certificates], len(revoked.keys)) == ([NUMBER], 1)
    assert [line.action for line in back.audit(20)].count(REMEMBERED) == 1


def test_even_lists_that_were_signed_too_early_do_not_make_it_forget(back, pc, clock):
    site, text = at_work(back, clock), certificate_text(signing_key(pc))
    back.publish_lists()

    run_round(pc, Direct(site, pc), "1")

    assert verdict(site, text) == "certificate_revoked"


def test_what_failed_when_a_list_came_is_made_up_for_when_the_server_starts(back, pc, clock, monkeypatch):
    site, text = at_work(back, clock), certificate_text(signing_key(pc))
    with monkeypatch.context() as patch:
        patch.setattr("app.county.store.exchange.remember_what_came", lambda *_: 0)
        run_round(pc, Direct(site, pc), "1")
    before = verdict(site, text)

    site.exchange.heal()

    assert (before, verdict(site, text)) == ("genuine", "certificate_revoked")


def test_a_key_that_was_enrolled_and_revoked_since_the_backup_is_revoked_again_with_its_reason(late, back, pc, clock):
    site, stolen = at_work(back, clock), late["stolen since"]

    run_round(pc, Direct(site, pc), "1")

    text = certificate_text(signing_key(stolen), OTHER, clock.now().date())
    assert verdict(site, text) == "key_revoked"
    with pytest.raises(KeyIsRevoked):
        enrolled(back, stolen)
    lists = back.publish_lists()
    told = {
        each.key_id: each.reason for each in read_revocations(lists.revocations.data, back.county().root_public).keys
    }
    assert told[signing_key(stolen).key_id] == "又被盗"


def test_a_pc_that_was_enrolled_since_the_backup_may_report_and_what_it_signed_is_genuine(late, back, pc, clock):
    site, second = at_work(back, clock), late["second"]
    text = certificate_text(signing_key(second), OTHER, clock.now().date())
    before = verdict(site, text)

    run_round(pc, Direct(site, pc), "1")

    assert (before, verdict(site, text)) == ("key_unlisted", "genuine")
    assert run_round(second, Direct(site, second), "1").waiting == 0


def test_a_key_of_a_station_that_the_backup_does_not_know_waits_for_its_enrolment(late, back, pc, clock):
    site, elsewhere = at_work(back, clock), late["elsewhere"]

    run_round(pc, Direct(site, pc), "1")

    with pytest.raises(DeviceUnknown):
        Direct(site, elsewhere)
    assert (back.figures().stations, back.figures().keys) == (1, 2)


def test_a_backup_brings_no_file_but_the_two_sealed_keys(backup, tmp_path, clock):
    bad = tmp_path / "bad.xxcounty"
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(bad, "w") as out:
        for name in source.namelist():
            told = source.read(name)
            if name == "manifest.json":
                manifest = json.loads(told)
                manifest["keys"].append("database.json")
                told = json.dumps(manifest).encode()
            out.writestr(name, told)
        out.writestr("keys/database.json", '{"version": 1, "address": "postgresql://u@198.51.100.1/x"}')

    with pytest.raises(BackupUnsound, match="database"):
        restore_county(tmp_path / "other", bad, clock, "")

    assert not (tmp_path / "other").exists()
