"""The county's desk key comes with the enrolment: a PC that never has a line can seal its reports for the county."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.county.courier import answer_report
from app.county.office import CountyOffice
from app.county.store.exchange import Exchange
from app.credential.desk_certificate import read_desk_certificate, sign_desk_certificate
from app.credential.packages import PUBLIC, PackageForged, open_package, sign_package
from app.ledger.county_enrolment import take_in
from app.ledger.county_packages import ENROLMENT, PackageOdd, read_enrolment, sign_enrolment
from app.ledger.syncing.receipts import outbox
from app.ledger.syncing.state import sync_state
from app.models.ledger import Ledger
from app.sync.courier import NoDeskKey, take_reply, write_report
from tests.county.makers import enrolled, package_for

NewPc = Callable[[str], Ledger]


def test_a_pc_that_was_enrolled_by_file_reports_by_file(office: CountyOffice, pc: Ledger) -> None:
    enrolled(office, pc)
    exchange = Exchange(office.register, office.desk(), pc.clock)

    reply = answer_report(office.register, office.desk(), exchange, write_report(pc).data)
    take_reply(pc, reply.data)

    assert reply.receipts > 0
    assert outbox(pc).waiting == 0


def test_an_enrolment_of_before_has_no_desk_key_and_is_taken_all_the_same(office: CountyOffice, pc: Ledger) -> None:
    payload = open_package(package_for(office, pc).data, ENROLMENT, office.county().root_public, pc.standing.replica)
    del payload["desk_key"]
    former = sign_package(ENROLMENT, payload, office._root, pc.standing.replica)

    take_in(pc, former, office.county().fingerprint)

    assert PUBLIC in payload
    assert sync_state(pc).desk_keys == ()
    with pytest.raises(NoDeskKey):
        write_report(pc)


@pytest.mark.parametrize(("harm", "refusal"), [("other county", PackageOdd), ("cut", PackageForged)])
def test_a_desk_key_that_is_not_this_countys_spoils_the_whole_file(
    office: CountyOffice, pc: Ledger, harm: str, refusal: type[Exception]
) -> None:
    root, package = office._root, package_for(office, pc).data
    enrolment = read_enrolment(package, pc.standing.replica, root.public)
    told = read_desk_certificate(enrolment.desk_key, root.public)
    other = sign_desk_certificate(replace(told, county_id=pc.standing.replica), root)
    wrong = other if harm == "other county" else enrolment.desk_key[:-1] + bytes([enrolment.desk_key[-1] ^ 1])

    with pytest.raises(refusal):
        take_in(pc, sign_enrolment(replace(enrolment, desk_key=wrong), root), office.county().fingerprint)

    assert sync_state(pc).desk_keys == ()
