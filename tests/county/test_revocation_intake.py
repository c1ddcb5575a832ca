"""A station's own file of voided numbers becomes the county's list; nobody can revoke another's certificates."""

from dataclasses import replace

import pytest

from app.county.revocation_intake import NumberOfAnother, RequestKeyUnknown
from app.credential.keys import SigningKey
from app.credential.revocations import Revocation
from app.credential.text import digest_of, digits_of
from app.credential.verification import verify
from app.errors import Refusal
from app.ledger.county_enrolment import take_in
from app.ledger.county_packages import RequestUnsound
from app.ledger.revocation_requests import RevocationRequest, sign_request
from app.ledger.station_key import signing_key
from app.ledger.trust_lists import trust_lists
from app.models.certificate_numbers import DEFAULT_PATTERN, compose
from tests.county.makers import FENGSHAN, NUMBER, STATION, certificate_text, enrolled


def request_for(key: SigningKey, number: str = NUMBER, clock=None, **other) -> bytes:
    digest = digest_of(digits_of(certificate_text(key, number)))
    facts = {"number": number, "since": clock.now().date(), "reason": "作废", "successor": "", "digest": digest}
    wanted = Revocation(**facts | other)
    return sign_request(RevocationRequest(key.public, STATION, clock.now().date(), (wanted,)), key)


def test_what_a_station_voided_is_revoked_by_its_file_and_once(office, pc, clock):
    enrolled(office, pc)
    key = signing_key(pc)
    data = request_for(key, clock=clock)

    taken, again = office.take_revocations(data), office.take_revocations(data)

    take_in(pc, office.publish_lists().revocations.data)
    verdict = verify(certificate_text(key), trust_lists(pc), clock.now().date())
    assert (taken.named, taken.fresh, again.fresh) == (1, 1, 0)
    assert verdict.verdict == "revoked"


def test_a_number_that_the_county_revoked_itself_is_not_listed_twice(office, pc, clock):
    enrolled(office, pc)
    office.revoke_certificate(NUMBER, None, "作废")

    taken = office.take_revocations(request_for(signing_key(pc), clock=clock))

    assert taken.fresh == 0
    assert office.figures().revoked_certificates == 1


def test_a_station_cannot_revoke_the_certificates_of_another(office, pc, clock):
    enrolled(office, pc)
    foreign = compose(DEFAULT_PATTERN, county="530921", station="102", year=2026, serial=38)

    with pytest.raises(NumberOfAnother):
        office.take_revocations(request_for(signing_key(pc), foreign, clock))

    assert office.figures().revoked_certificates == 0


def test_a_key_that_may_sign_any_number_still_revokes_only_the_texts_it_names(office, pc, clock):
    enrolled(office, pc, replace(FENGSHAN, number_prefixes=()))
    key = signing_key(pc)

    with pytest.raises(NumberOfAnother):
        office.take_revocations(request_for(key, clock=clock, digest=""))

    assert office.take_revocations(request_for(key, clock=clock)).fresh == 1


def test_a_request_by_an_unlisted_or_revoked_key_is_refused(office, pc, clock):
    enrolled(office, pc)
    key = signing_key(pc)
    with pytest.raises(RequestKeyUnknown):
        office.take_revocations(request_for(SigningKey.generate(), clock=clock))
    office.revoke_key(key.key_id.hex(), None, "电脑被盗")

    with pytest.raises(RequestKeyUnknown):
        office.take_revocations(request_for(key, clock=clock))

    assert office.figures().revoked_certificates == 0


def test_a_request_that_was_altered_is_refused(office, pc, clock):
    enrolled(office, pc)
    data = request_for(signing_key(pc), clock=clock)
    altered = data.replace(NUMBER.encode(), NUMBER.replace("38", "39").encode())

    with pytest.raises(RequestUnsound):
        office.take_revocations(altered)
    with pytest.raises(Refusal):
        office.take_revocations(data[:-1])

    assert altered != data
    assert office.take_revocations(data).fresh == 1


def test_a_station_whose_clock_is_ahead_revokes_from_today(office, pc, clock):
    enrolled(office, pc)
    tomorrow = clock.now().date().replace(day=22)

    office.take_revocations(request_for(signing_key(pc), clock=clock, since=tomorrow))

    assert office.publish_lists().revocations.data.count(b"2026-11-22") == 0
