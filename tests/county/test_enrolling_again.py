"""The same station again: a second PC, a new name, a renewed, lost or revoked key, the terms of a key."""

from dataclasses import replace

import pytest

from app.county.enrolment import (
    KindUnknown,
    StationCodeWrong,
    StationNameMissing,
    StationNameWrong,
    Terms,
    ValidityOver,
)
from app.county.granting import KeyIsRevoked, NoSuchReplica
from app.credential.verification import verify
from app.ledger.checking import check_ledger
from app.ledger.county_enrolment import (
    PackageForAnotherPc,
    take_in,
    write_request,
)
from app.ledger.number_blocks import blocks_left
from app.ledger.restoring import go_on_anew
from app.ledger.station_identity import identity_of
from app.ledger.station_key import signing_key, station_keys
from app.ledger.trust_lists import trust_lists
from app.models.opening import open_ledger
from tests.county.makers import (
    FENGSHAN,
    LOGIN,
    NAME,
    STATION,
    certificate_text,
    counts,
    enrolled,
    package_for,
)


def test_two_pcs_of_a_station_share_its_identity_and_never_a_number(office, pc, new_pc, clock):
    second = new_pc("second")
    enrolled(office, pc)

    taken = enrolled(office, second)

    assert second.standing.station == pc.standing.station
    assert taken.identity.station_code == STATION
    assert (taken.block.first, taken.block.last) == (1001, 2000)
    assert signing_key(second).key_id != signing_key(pc).key_id
    with pytest.raises(NoSuchReplica):
        office.grant_block(STATION)
    assert office.grant_block(STATION, second.standing.replica[-12:]).replica == second.standing.replica


def test_the_station_id_of_a_second_pc_is_there_again_after_closing(office, pc, new_pc, clock, tmp_path):
    enrolled(office, pc)
    second = new_pc("second")
    enrolled(office, second)
    second.close()

    with open_ledger(tmp_path / "second", LOGIN, clock) as opened:
        assert opened.standing.station == pc.standing.station


def test_a_station_gets_a_new_name_by_its_next_enrolment(office, pc, clock):
    enrolled(office, pc)
    clock.advance(days=1)

    enrolled(office, pc, Terms(STATION, "凤山镇人才工作站"))

    assert identity_of(pc).station_name == "凤山镇人才工作站"
    assert check_ledger(pc).is_sound
    assert counts(pc)["station_identity"] == 1
    assert "rename_station" in [line.action for line in office.audit()]


def test_a_renewed_key_is_valid_longer_and_never_shorter(office, pc, clock):
    enrolled(office, pc)
    first = office.stations()[0].keys[0]
    clock.advance(days=400)
    enrolled(office, pc)
    enrolled(office, pc, replace(FENGSHAN, valid_until=clock.now().date()))

    [key] = office.stations()[0].keys

    assert (first.not_before.year, first.not_after.year) == (2026, 2028)
    assert key.not_before == first.not_before
    assert (key.not_after - clock.now().date()).days in (730, 731)


def test_a_lost_key_is_replaced_by_a_new_one_and_the_old_is_let_go(office, pc, clock):
    enrolled(office, pc)
    old = signing_key(pc)
    clock.advance(days=1)

    enrolled(office, pc, new_key=True)

    assert signing_key(pc).key_id != old.key_id
    assert [key.key_id for key in station_keys(pc).held()] == [signing_key(pc).key_id]
    assert len(office.stations()[0].keys) == 2


def test_until_the_new_key_is_enrolled_the_station_signs_with_the_old_one(office, pc, clock):
    enrolled(office, pc)
    old = signing_key(pc)

    write_request(pc, new_key=True)

    assert signing_key(pc).key_id == old.key_id
    assert len(station_keys(pc).held()) == 2


def test_a_revoked_key_gets_neither_a_block_nor_a_renewal(office, pc, clock):
    enrolled(office, pc)
    office.revoke_key(signing_key(pc).key_id.hex(), None, "电脑被盗")
    clock.advance(days=1)

    with pytest.raises(KeyIsRevoked):
        office.grant_block(STATION)
    with pytest.raises(KeyIsRevoked):
        package_for(office, pc)

    assert enrolled(office, pc, new_key=True).block.first == 1001


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        (Terms("53092110", NAME), StationCodeWrong),
        (Terms("520526101", NAME), StationCodeWrong),
        (Terms("53092110１", NAME), StationCodeWrong),
        (Terms(STATION), StationNameMissing),
        (Terms(STATION, "凤山镇\u200b工作站"), StationNameWrong),
        (Terms(STATION, "站" * 101), StationNameWrong),
        (replace(FENGSHAN, kinds=("diploma",)), KindUnknown),
    ],
)
def test_an_enrolment_on_terms_that_make_no_sense_keeps_nothing(office, pc, terms, refusal):
    with pytest.raises(refusal):
        package_for(office, pc, terms)

    assert (office.figures().stations, office.figures().keys, office.figures().serials_granted) == (0, 0, 0)


def test_a_key_cannot_end_before_it_begins(office, pc, clock):
    yesterday = clock.now().date().replace(day=20)

    with pytest.raises(ValidityOver):
        package_for(office, pc, replace(FENGSHAN, valid_until=yesterday))


def test_the_station_may_issue_only_the_kinds_and_numbers_it_was_enrolled_for(office, pc, clock):
    enrolled(office, pc, replace(FENGSHAN, kinds=("training_pass",)))
    today = clock.now().date()

    of_another_kind = verify(certificate_text(signing_key(pc)), trust_lists(pc), today)
    enrolled(office, pc, FENGSHAN)
    foreign = verify(certificate_text(signing_key(pc), "53092110226000380"), trust_lists(pc), today)
    own = verify(certificate_text(signing_key(pc)), trust_lists(pc), today)

    assert (of_another_kind.reason, foreign.reason, own.reason) == ("kind_not_allowed", "number_not_allowed", "genuine")


def test_a_restored_ledger_gets_a_fresh_block_under_its_new_identity(office, pc, clock):
    enrolled(office, pc)
    former, key = pc.standing.replica, signing_key(pc).key_id
    go_on_anew(pc, "restore")
    assert blocks_left(pc).left == 0
    clock.advance(days=1)

    taken = enrolled(office, pc)

    assert pc.standing.replica != former
    assert (taken.block.first, taken.block.last) == (1001, 2000)
    assert (blocks_left(pc).left, blocks_left(pc).next_serial) == (1000, 1001)
    assert signing_key(pc).key_id == key
    assert len(office.stations()[0].devices) == 2


def test_a_block_for_the_former_identity_is_refused_after_a_restore(office, pc):
    enrolled(office, pc)
    block = office.grant_block(STATION).data
    go_on_anew(pc, "restore")

    with pytest.raises(PackageForAnotherPc):
        take_in(pc, block)
