"""From the station's request to the package taken in: everything by file, in one change, once."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.county.enrolment import (
    EnrolledElsewhere,
    Terms,
)
from app.county.founding import Founding, found_county
from app.county.granting import NoBlockYet
from app.county.office import CountyOffice
from app.credential.packages import PackageForged, PackageOfAnotherKind
from app.credential.verification import verify
from app.errors import Refusal
from app.ledger.checking import check_ledger
from app.ledger.county_enrolment import (
    FingerprintDiffers,
    FingerprintNeeded,
    NotForStations,
    PackageForAnotherPc,
    PackageForAnotherStation,
    look_at,
    take_in,
    write_request,
)
from app.ledger.county_packages import PackageOdd, RequestUnsound, read_enrolment, read_request, sign_enrolment
from app.ledger.number_blocks import BlockOverlaps, blocks_left
from app.ledger.operators import add_operator
from app.ledger.station_identity import NotEnrolled, identity_of
from app.ledger.station_key import StationKeyMissing, signing_key, station_keys
from app.ledger.trust_lists import ForeignRoot, trust_lists
from app.models.certificates import NumberBlock
from app.models.key_ring import KeyRing
from app.models.ledger import Clerk
from app.models.roles import NotAllowed
from app.models.vocabulary import Role
from tests.county.makers import (
    FENGSHAN,
    NAME,
    PASSWORD,
    STATION,
    certificate_text,
    changes,
    counts,
    enrolled,
    head,
    package_for,
)


def test_a_station_is_enrolled_by_two_files_and_its_certificates_are_valid_at_once(office, pc, clock):
    package = package_for(office, pc, replace(FENGSHAN, first_serial=38, serials=500))
    before = changes(pc)

    taken = take_in(pc, package.data, office.county().fingerprint)

    identity = identity_of(pc)
    verdict = verify(certificate_text(signing_key(pc)), trust_lists(pc), clock.now().date())
    assert (identity.station_code, identity.station_name, identity.county_name) == (STATION, NAME, "凤庆县")
    assert identity == taken.identity
    assert (taken.block.first, taken.block.last) == (38, 537)
    assert counts(pc) == {"station_identity": 1, "trust_list": 2, "number_block": 1, "place": 206}
    assert changes(pc) == before + 1
    assert (verdict.reason, verdict.station_name) == ("genuine", NAME)
    assert check_ledger(pc).is_sound


def test_the_first_package_asks_for_the_fingerprint_and_shows_whose_it_is(office, pc):
    package = package_for(office, pc)

    look = look_at(pc, package.data)
    with pytest.raises(FingerprintNeeded) as refused:
        take_in(pc, package.data)

    assert (look.county_name, look.station_code, look.station_name) == ("凤庆县", STATION, NAME)
    assert look.fingerprint == office.county().fingerprint == refused.value.figures["fingerprint"]
    assert counts(pc)["station_identity"] == 0


def test_a_fingerprint_that_differs_in_one_digit_takes_nothing_in(office, pc):
    package = package_for(office, pc)
    right = office.county().fingerprint
    wrong = ("1" if right[0] == "0" else "0") + right[1:]

    with pytest.raises(FingerprintDiffers):
        take_in(pc, package.data, wrong)

    assert counts(pc)["station_identity"] == 0
    assert take_in(pc, package.data, right.lower().replace(" ", "")).is_repeat is False


def test_taking_the_same_package_in_twice_changes_nothing(office, pc):
    package = package_for(office, pc)
    take_in(pc, package.data, office.county().fingerprint)
    before, keys = head(pc), pc.places.keys.read_bytes()

    again = take_in(pc, package.data)

    assert again.is_repeat
    assert (head(pc), pc.places.keys.read_bytes()) == (before, keys)


def test_an_old_package_taken_in_again_after_newer_lists_changes_nothing_either(office, pc, clock):
    package = package_for(office, pc)
    take_in(pc, package.data, office.county().fingerprint)
    clock.advance(days=3)
    take_in(pc, office.publish_lists().keys.data)
    before = head(pc)

    again = take_in(pc, package.data)

    assert again.is_repeat
    assert head(pc) == before


def test_the_same_request_brought_twice_gets_the_same_file_and_no_second_block(office, pc):
    request = write_request(pc).data
    first = office.enrol(request, FENGSHAN)

    second = office.enrol(request, FENGSHAN)

    assert (second.data, second.is_repeat) == (first.data, True)
    assert office.figures().serials_granted == 1000


def test_the_same_request_does_not_enrol_a_pc_at_a_second_station(office, pc):
    request = write_request(pc).data
    office.enrol(request, FENGSHAN)

    with pytest.raises(EnrolledElsewhere):
        office.enrol(request, Terms("530921102", "鲁史镇乡村人才振兴工作站"))

    assert [station.code for station in office.stations()] == [STATION]


def test_a_new_request_of_the_same_pc_does_not_move_it_to_another_station(office, pc, clock):
    enrolled(office, pc)
    clock.advance(days=1)

    with pytest.raises(EnrolledElsewhere):
        package_for(office, pc, Terms("530921102", "鲁史镇乡村人才振兴工作站"))

    assert [station.code for station in office.stations()] == [STATION]
    assert office.figures().serials_granted == 1000


def test_a_package_for_another_pc_is_refused_by_both(office, pc, new_pc):
    other = new_pc("other")
    package = package_for(office, pc)

    with pytest.raises(PackageForAnotherPc):
        take_in(other, package.data, office.county().fingerprint)

    assert counts(other)["station_identity"] == 0
    assert take_in(pc, package.data, office.county().fingerprint).block


def test_a_package_that_names_another_station_is_refused(office, pc, clock):
    enrolled(office, pc)
    clock.advance(days=1)
    package = package_for(office, pc)
    root = office._root
    enrolment = read_enrolment(package.data, pc.standing.replica, root.public)
    moved = replace(enrolment.grant.station, code="530921102", name="鲁史镇乡村人才振兴工作站")
    forged = sign_enrolment(replace(enrolment, grant=replace(enrolment.grant, station=moved)), root)
    before = head(pc)

    with pytest.raises(PackageForAnotherStation):
        take_in(pc, forged)

    assert head(pc) == before
    assert take_in(pc, package.data).is_repeat is False


def test_a_package_of_another_county_is_refused_once_the_station_has_its_own(office, pc, tmp_path, clock):
    enrolled(office, pc)
    found_county(tmp_path / "other", Founding("凤庆县", "530921", "rc.fengqing.example"), PASSWORD, clock)
    with CountyOffice.open(tmp_path / "other", PASSWORD, clock) as other:
        clock.advance(days=1)
        package = package_for(other, pc)
        lists, fingerprint = other.publish_lists(), other.county().fingerprint
    before = head(pc)

    for data in (package.data, lists.keys.data, lists.revocations.data):
        with pytest.raises(ForeignRoot):
            take_in(pc, data, fingerprint)

    assert head(pc) == before


def test_the_key_in_the_package_must_be_on_this_pc(office, pc):
    package = package_for(office, pc)
    kept = pc.places.signing.read_bytes()
    pc.places.signing.unlink()

    with pytest.raises(StationKeyMissing):
        take_in(pc, package.data, office.county().fingerprint)

    assert counts(pc)["station_identity"] == 0
    pc.places.signing.write_bytes(kept)
    assert take_in(pc, package.data, office.county().fingerprint).identity


def test_an_enrolment_that_fails_half_way_leaves_nothing_in_the_ledger(office, pc):
    package = package_for(office, pc)
    with pc.change("trust.block") as change:
        facts = {"county6": "530921", "station3": "101", "first_serial": 1000, "last_serial": 1000}
        change.add(NumberBlock(replica=pc.standing.replica, granted_on=change.today, **facts))
    before = head(pc)

    with pytest.raises(BlockOverlaps):
        take_in(pc, package.data, office.county().fingerprint)

    assert head(pc) == before
    assert counts(pc) == {"station_identity": 0, "trust_list": 0, "number_block": 1, "place": 0}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_package_with_any_bit_flipped_is_refused_in_words(office, pc, place, bit):
    package = getattr(pc, "the_package", None) or package_for(office, pc).data
    pc.the_package = package
    damaged = bytearray(package)
    damaged[int(place * len(damaged))] ^= 1 << bit

    with pytest.raises(Refusal):
        take_in(pc, bytes(damaged), office.county().fingerprint)

    assert counts(pc)["station_identity"] == 0
    assert read_enrolment(package, pc.standing.replica, None).key_id == station_keys(pc).held()[0].key_id


def test_a_package_cut_short_is_refused_and_the_whole_one_is_not(office, pc):
    package = package_for(office, pc).data

    for length in (0, 1, 100, len(package) - 1):
        with pytest.raises(Refusal):
            take_in(pc, package[:length], office.county().fingerprint)

    assert take_in(pc, package, office.county().fingerprint).block


def test_a_clerk_may_not_enrol_the_station_but_may_take_in_a_block(office, pc):
    package = package_for(office, pc)
    administrator, pc.clerk = pc.clerk, Clerk(pc.clerk.id, "小王", "clerk")
    with pytest.raises(NotAllowed):
        take_in(pc, package.data, office.county().fingerprint)
    pc.clerk = administrator
    take_in(pc, package.data, office.county().fingerprint)
    pc.clerk = Clerk(administrator.id, "小王", "clerk")

    taken = take_in(pc, office.grant_block(STATION).data)

    assert (taken.block.first, taken.block.last) == (1001, 2000)


def test_a_further_block_comes_by_file_with_the_newest_lists_and_once(office, pc, clock):
    enrolled(office, pc)
    clock.advance(days=2)
    block = office.grant_block(STATION, serials=250)

    taken = take_in(pc, block.data)
    again = take_in(pc, block.data)

    assert (taken.block.first, taken.block.last) == (1001, 1250)
    assert {each.kind for each in taken.lists} == {"key_list", "revocations"}
    assert again.is_repeat
    assert blocks_left(pc).left == 1250


def test_a_block_for_a_ledger_that_is_not_enrolled_is_refused(office, pc, new_pc):
    enrolled(office, pc)
    block = office.grant_block(STATION)

    with pytest.raises(NotEnrolled):
        take_in(new_pc("fresh"), block.data)

    assert take_in(pc, block.data).block


def test_a_block_package_of_which_one_number_was_changed_is_refused(office, pc):
    enrolled(office, pc)
    block = office.grant_block(STATION).data
    forged = block.replace(b"klast_serial\x19\x07\xd0", b"klast_serial\x19\x17\xd0")

    with pytest.raises(PackageForged):
        take_in(pc, forged)

    assert forged != block
    assert take_in(pc, block).block.last == 2000


def test_the_last_block_can_be_written_again_but_not_one_that_never_was(office, pc):
    enrolled(office, pc)
    with pytest.raises(NoBlockYet):
        office.block_again(STATION)
    block = office.grant_block(STATION)

    again = office.block_again(STATION)

    assert (again.data, again.is_repeat) == (block.data, True)
    assert office.figures().serials_granted == 2000


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_request_with_any_bit_flipped_is_refused_in_words(pc, place, bit):
    request = getattr(pc, "the_request", None) or write_request(pc).data
    pc.the_request = request
    damaged = bytearray(request)
    damaged[int(place * len(damaged))] ^= 1 << bit

    with pytest.raises((RequestUnsound, PackageOfAnotherKind, Refusal)):
        read_request(bytes(damaged))

    assert read_request(request).replica == pc.standing.replica


def test_a_request_proves_that_its_sender_holds_the_key(pc, new_pc):
    from app.credential.packages import sign_package

    mine, thief = write_request(pc), write_request(new_pc("thief"))
    stolen = {**_payload(thief.data), "public": read_request(mine.data).public}
    forged = sign_package("enrolment_request", stolen, station_keys(pc).make())

    with pytest.raises(RequestUnsound):
        read_request(forged)

    assert read_request(mine.data).fingerprint == mine.fingerprint


def _payload(data: bytes) -> dict:
    from app.credential.packages import open_self_signed

    return open_self_signed(data, "enrolment_request")


def test_files_of_other_kinds_are_told_apart(office, pc):
    enrolled(office, pc)
    request = write_request(pc).data
    lists = office.publish_lists()

    with pytest.raises(NotForStations):
        take_in(pc, request)
    with pytest.raises(PackageOfAnotherKind):
        office.enrol(lists.keys.data, FENGSHAN)


def test_a_package_from_a_newer_program_is_refused_whole(office, pc):
    root = office._root
    enrolment = read_enrolment(package_for(office, pc).data, pc.standing.replica, root.public)
    beyond = replace(enrolment.grant.block, last=100_000)

    for odd in (
        replace(enrolment, grant=replace(enrolment.grant, block=beyond)),
        replace(enrolment, grant=replace(enrolment.grant, county=replace(enrolment.grant.county, host="a b"))),
        replace(enrolment, grant=replace(enrolment.grant, county=replace(enrolment.grant.county, name="\x1b[2J县"))),
        replace(enrolment, key_id=b"\0\0\0\0"),
    ):
        with pytest.raises(PackageOdd):
            take_in(pc, sign_enrolment(odd, root), office.county().fingerprint)

    assert counts(pc)["station_identity"] == 0


def test_enrolment_seals_the_file_key_for_the_county_and_leaves_the_operators_as_they_were(office, pc):
    add_operator(pc, "小王", Role.CLERK, "password2")
    assert KeyRing.read(pc.places.keys)._content["recovery"] is None

    enrolled(office, pc)

    ring = KeyRing.read(pc.places.keys)
    assert ring._content["recovery"]["method"].startswith("x25519")
    assert ring.operators == ["station", "小王"]
    assert ring.unlock("小王", "") == pc.file_key
