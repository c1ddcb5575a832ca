"""A station and its county over a real line: everything arrives once, comes back to a new PC, and both sides agree."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from app.clock import SetClock
from app.county.courier import answer_report
from app.county.office import CountyOffice
from app.county.store.desk_key import make_desk_key
from app.county.store.exchange import Exchange
from app.county.web.site import Site
from app.credential.keys import SigningKey
from app.ledger.station_key import signing_key
from app.ledger.syncing.digest import own_digest
from app.ledger.syncing.receipts import outbox
from app.ledger.syncing.state import sync_state
from app.models.exchange import HeadMark, unpacked
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.sync import line
from app.sync.courier import ReplyOutdated, take_reply, write_report
from app.sync.line_settings import LineSettings, set_line
from app.sync.protocol import HEADERS, ROUND_PATH, RoundRequest, Seal, pack_request, unpack_answer
from app.sync.reporting import report
from tests.county.makers import enrolled
from tests.makers import make_trainee

NewPc = Callable[[str], Ledger]


def joined(office: CountyOffice, ledger: Ledger, address: str) -> Ledger:
    """An enrolled PC that knows where its county is."""
    enrolled(office, ledger)
    set_line(ledger, LineSettings(url=address, proxy="none"))
    return ledger


def written(ledger: Ledger, *names: str) -> None:
    for name in names:
        with ledger.change("trainee.add") as change:
            change.add(make_trainee(name=name))


def names(ledger: Ledger) -> set[str]:
    with ledger.reading() as session:
        return {row.name for row in session.query(Trainee)}


def test_what_was_written_arrives_and_a_second_round_is_one_question(
    office: CountyOffice, pc: Ledger, address: str
) -> None:
    joined(office, pc, address)
    written(pc, "王一", "李二")

    first = report(pc)
    second = report(pc)

    assert first.delivered > 2
    assert (first.waiting, first.unequal) == (0, ())
    assert (second.requests, second.delivered, second.unequal) == (1, 0, ())


def test_a_new_pc_of_the_station_gets_all_that_the_first_one_reported(
    office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str
) -> None:
    joined(office, pc, address)
    written(pc, "王一", "李二")
    report(pc)

    fresh = joined(office, new_pc("fresh"), address)
    came = report(fresh)

    assert names(fresh) == {"王一", "李二"}
    assert came.collected > 2
    assert came.unequal == ()
    assert report(pc).unequal == ()
    report(fresh)
    assert own_digest(pc) == own_digest(fresh)


def test_two_pcs_that_write_at_the_same_time_end_with_the_same_rows(
    office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str
) -> None:
    one, other = joined(office, pc, address), joined(office, new_pc("other"), address)
    for turn in range(3):
        written(one, f"甲{turn}")
        written(other, f"乙{turn}")
        report(one)
        report(other)
    report(one)

    assert names(one) == names(other) == {f"{who}{turn}" for who in "甲乙" for turn in range(3)}
    assert own_digest(one) == own_digest(other)


def test_a_stick_brings_the_same_as_the_line(office: CountyOffice, pc: Ledger, site: Site, address: str) -> None:
    joined(office, pc, address)
    report(pc)
    written(pc, "王一")

    made = write_report(pc)
    answer = answer_report(site.register, site.desk, site.exchange, made.data)
    came = take_reply(pc, answer.data)

    assert (made.left, came.waiting) == (0, 0)
    assert made.entries == came.delivered > 0
    assert take_reply(pc, answer.data).delivered == 0
    assert answer_report(site.register, site.desk, site.exchange, made.data).refused == 0
    assert report(pc).unequal == ()


def test_what_stands_on_a_stick_names_nobody(office: CountyOffice, pc: Ledger, address: str) -> None:
    joined(office, pc, address)
    report(pc)
    written(pc, "罗正祥")

    data = write_report(pc).data

    assert "罗正祥".encode() not in data


def test_a_pc_whose_key_is_revoked_keeps_everything_and_is_told(
    office: CountyOffice, pc: Ledger, address: str, clock: SetClock
) -> None:
    joined(office, pc, address)
    report(pc)
    written(pc, "王一")
    office.revoke_key(signing_key(pc).key_id.hex(), clock.now().date(), "电脑被盗")

    with pytest.raises(line.KeyRefused):
        report(pc)

    assert names(pc) == {"王一"}
    assert outbox(pc).waiting > 0
    assert outbox(pc).last_trouble == "key_refused"


def test_without_a_line_nothing_is_lost_and_the_sentence_is_true(office: CountyOffice, pc: Ledger) -> None:
    joined(office, pc, "http://127.0.0.1:9")
    written(pc, "王一")
    before = outbox(pc).waiting

    with pytest.raises(line.CountyAway):
        report(pc)

    assert outbox(pc).waiting == before


def test_a_clock_that_is_off_is_measured_and_nothing_is_refused(office: CountyOffice, pc: Ledger, address: str) -> None:
    joined(office, pc, address)
    written(pc, "王一")
    ahead = SetClock(pc.clock.now())
    ahead.advance(days=4000)
    pc.clock = ahead

    made = report(pc)

    assert made.waiting == 0
    assert made.clock_offset_ms == pytest.approx(-4000 * 86_400_000, abs=60_000)


def asked(address: str, pc: Ledger, signer: SigningKey, **changed: str) -> requests.Response:
    """A request of this PC, signed with this key, and then altered."""
    body = pack_request(RoundRequest(sync_state(pc).county_id, "", 2, "", 5, 0, (HeadMark("r", 1, bytes(32)),)))
    seal = Seal("POST", ROUND_PATH, sync_state(pc).county_id, pc.standing.replica, 5, "ab" * 16)
    told = {"county": seal.county_id, "replica": seal.replica, "key": signer.key_id.hex(), "time": "5"}
    told |= {"nonce": seal.nonce, "signature": signer.sign(seal.claim(hashlib.sha256(body).digest())).hex()}
    headers = {HEADERS[name]: value for name, value in (told | changed).items()}
    return requests.post(address + ROUND_PATH, data=body, headers=headers, timeout=30)


def test_a_request_that_somebody_plays_again_is_told_nothing(office: CountyOffice, pc: Ledger, address: str) -> None:
    joined(office, pc, address)
    written(pc, "王一")
    report(pc)
    first, again = (asked(address, pc, signing_key(pc)) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 409)
    assert unpack_answer(first.content).batches
    assert unpacked(again.content) == {"code": "replayed"}


def test_a_reply_under_a_former_desk_key_is_not_taken_in_once_a_newer_is_known(
    office: CountyOffice, pc: Ledger, site: Site, address: str, county_folder: Path, root_key: SigningKey
) -> None:
    joined(office, pc, address)
    report(pc)
    written(pc, "王一")
    old = answer_report(site.register, site.desk, site.exchange, write_report(pc).data)
    tomorrow = site.clock.now().date() + timedelta(1)
    site.desk = make_desk_key(county_folder, site.county, root_key, tomorrow)
    site.exchange = Exchange(site.register, site.desk, site.clock)
    report(pc)

    with pytest.raises(ReplyOutdated):
        take_reply(pc, old.data)

    assert report(pc).unequal == ()


def test_a_request_is_taken_from_its_signer_alone(office: CountyOffice, pc: Ledger, address: str) -> None:
    joined(office, pc, address)
    key = signing_key(pc)

    assert asked(address, pc, key).status_code == 200
    assert asked(address, pc, SigningKey.generate()).status_code == 401
    assert asked(address, pc, SigningKey.generate(), key=key.key_id.hex()).status_code == 401
    assert asked(address, pc, key, replica="another").status_code == 401
    assert asked(address, pc, key, county="another").status_code == 409
    assert asked(address, pc, key, time="6").status_code == 401
    assert asked(address, pc, key, nonce="xyz").status_code == 400
    assert asked(address, pc, key, signature="zz").status_code == 401


def test_a_station_cannot_speak_for_the_ledger_of_another(
    office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str
) -> None:
    from app.county.enrolment import Terms

    joined(office, pc, address)
    report(pc)
    other = new_pc("other")
    enrolled(office, other, Terms("530921102", "勐佑镇工作站"))

    theirs = signing_key(other)
    body = pack_request(RoundRequest(sync_state(pc).county_id, "", 2, "", 5, 0))
    seal = Seal("POST", ROUND_PATH, sync_state(pc).county_id, pc.standing.replica, 5, "cd" * 16)
    told = {"county": seal.county_id, "replica": seal.replica, "key": theirs.key_id.hex(), "time": "5"}
    told |= {"nonce": seal.nonce, "signature": theirs.sign(seal.claim(hashlib.sha256(body).digest())).hex()}
    headers = {HEADERS[name]: value for name, value in told.items()}

    assert requests.post(address + ROUND_PATH, data=body, headers=headers, timeout=30).status_code == 403
