"""Photos go to the county behind the entries, come back to a new PC, and go where their person is erased."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
import requests
from sqlalchemy import func, select

from app.county.enrolment import Terms
from app.county.office import CountyOffice
from app.county.store import allowance
from app.county.store.allowance import Allowance
from app.county.store.tables import BlobRow
from app.ledger.erasing import erase_person
from app.ledger.people import living_trainee
from app.ledger.photos import photo_of, put_photo
from app.ledger.station_key import signing_key
from app.ledger.syncing.pictures import lacked, offered
from app.models.ledger import Ledger
from app.sync.blobs import carry_pictures
from app.sync.county_client import CountyClient
from app.sync.line import CutOff
from app.sync.protocol import BLOB_LIMIT, BLOBS_PATH
from app.sync.reporting import open_line, report
from tests.county.makers import enrolled
from tests.county.web.asking import Asker
from tests.county.web.test_rounds import joined
from tests.makers import add_trainee

NewPc = Callable[[str], Ledger]
JPEG = b"\xff\xd8\xff" + b"a face" * 500
OTHER = b"\xff\xd8\xff" + b"another" * 500


def pictured(ledger: Ledger, data: bytes, **fields: str) -> str:
    """A trainee with this photo."""
    trainee = add_trainee(ledger, **fields)
    with ledger.change("trainee.photo") as change:
        put_photo(ledger, change, living_trainee(change, trainee), data)
    return trainee


def kept(office: CountyOffice) -> int:
    with office.register.reading() as session:
        return session.scalar(select(func.count()).select_from(BlobRow)) or 0


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def asker(office: CountyOffice, pc: Ledger) -> Asker:
    return Asker(signing_key(pc), pc.standing.replica, office.county().id)


def test_a_photo_follows_its_entries_once_and_comes_to_a_new_pc(
    office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str
) -> None:
    trainee = pictured(joined(office, pc, address), JPEG)

    report(pc)
    again = report(pc)
    fresh = joined(office, new_pc("fresh"), address)
    report(fresh)

    assert (kept(office), again.requests, offered(pc)) == (1, 1, ())
    assert photo_of(fresh, trainee) == JPEG
    assert (lacked(fresh), offered(fresh)) == ((), ())


def test_a_cut_between_two_photos_costs_neither(
    office: CountyOffice, pc: Ledger, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined(office, pc, address)
    pictured(pc, JPEG)
    pictured(pc, OTHER, name="李二", id_number="")
    calls, call = [], CountyClient.call

    def cut(self: CountyClient, method: str, *rest: object) -> object:
        calls.append(method)
        if calls.count("PUT") == 2:
            raise CutOff
        return call(self, method, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(CountyClient, "call", cut)
        assert report(pc).waiting == 0
    assert (kept(office), len(offered(pc))) == (1, 1)

    report(pc)

    assert (kept(office), offered(pc)) == (2, ())


def test_a_photo_goes_when_its_person_is_erased_and_does_not_come_back(
    office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str
) -> None:
    trainee = pictured(joined(office, pc, address), JPEG)
    pictured(pc, OTHER, name="李二", id_number="")
    report(pc)

    erase_person(pc, trainee, "本人要求")
    report(pc)

    assert kept(office) == 1
    mine = asker(office, pc)
    assert mine.ask(address, "GET", f"{BLOBS_PATH}/{name_of(JPEG)}").status_code == 404
    assert mine.ask(address, "PUT", f"{BLOBS_PATH}/{name_of(JPEG)}", JPEG).status_code == 409
    assert mine.ask(address, "PUT", f"{BLOBS_PATH}/{name_of(OTHER)}", OTHER).status_code == 200


def test_a_county_that_lost_its_photos_gets_them_again(office: CountyOffice, pc: Ledger, address: str) -> None:
    from sqlalchemy import delete

    from app.county.store.state import renew_epoch

    pictured(joined(office, pc, address), JPEG)
    report(pc)
    with office.register.writing() as session:
        session.execute(delete(BlobRow))
        renew_epoch(session, office.county().id)

    report(pc)

    assert kept(office) == 1


def test_only_what_a_row_names_is_kept_and_only_if_it_is_what_its_name_says(
    office: CountyOffice, pc: Ledger, address: str
) -> None:
    pictured(joined(office, pc, address), JPEG)
    report(pc)
    mine, path = asker(office, pc), f"{BLOBS_PATH}/{name_of(JPEG)}"

    assert mine.ask(address, "PUT", f"{BLOBS_PATH}/{name_of(OTHER)}", OTHER).status_code == 409
    assert mine.ask(address, "PUT", path, OTHER).status_code == 400
    assert mine.ask(address, "PUT", path, b"1" * (BLOB_LIMIT + 1)).status_code == 413
    assert mine.ask(address, "PUT", f"{BLOBS_PATH}/%2e%2e", JPEG).status_code in {404, 405, 422}
    assert mine.ask(address, "GET", path).content == JPEG
    assert requests.get(address + path, timeout=30).status_code == 400


def test_another_station_neither_sees_nor_takes_a_photo_by_its_name(
    office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str
) -> None:
    pictured(joined(office, pc, address), JPEG)
    report(pc)
    other = new_pc("other")
    enrolled(office, other, Terms("530921102", "勐佑镇工作站"))

    theirs = asker(office, other)

    assert theirs.ask(address, "GET", f"{BLOBS_PATH}/{name_of(JPEG)}").status_code == 404
    assert theirs.ask(address, "PUT", f"{BLOBS_PATH}/{name_of(JPEG)}", JPEG).status_code == 409


def test_bytes_that_are_not_what_was_asked_for_are_not_kept(
    office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str
) -> None:
    pictured(joined(office, pc, address), JPEG)
    report(pc)
    with office.register.writing() as session:
        session.query(BlobRow).update({"data": OTHER})
    fresh = joined(office, new_pc("fresh"), address)
    report(fresh)

    with open_line(fresh) as line, pytest.raises(CutOff):
        carry_pictures(fresh, line)

    assert lacked(fresh) == (name_of(JPEG),)


def test_photos_beyond_what_a_station_may_bring_wait_there_and_come_once_more_is_allowed(
    office: CountyOffice, pc: Ledger, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "MEGABYTE", len(JPEG) / allowance.LEAST.photo_megabytes)
    office.set_allowance(replace(Allowance(), photo_megabytes=allowance.LEAST.photo_megabytes))
    pictured(joined(office, pc, address), JPEG)
    pictured(pc, OTHER, name="李二", id_number="")

    made = report(pc)
    before = (kept(office), made.waiting, len(offered(pc)))
    office.set_allowance(Allowance())
    report(pc)

    assert before == (1, 0, 1)
    assert (kept(office), offered(pc)) == (2, ())
