"""Whose word counts as the county's: the key that its root certified, and no other."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.credential.desk_certificate import (
    KIND,
    DeskCertificate,
    KnownDesks,
    read_desk_certificate,
    sign_desk_certificate,
)
from app.credential.keys import ED25519, SigningKey
from app.credential.packages import PackageForged, PackageOfAnotherKind, PackageUnreadable, sign_package

ROOT, DESK = SigningKey.generate(), SigningKey.generate()
CERTIFICATE = DeskCertificate("county", DESK.public, ED25519, bytes(32), date(2026, 1, 1), date(2028, 1, 1))


def test_a_certificate_says_what_the_root_signed() -> None:
    found = read_desk_certificate(sign_desk_certificate(CERTIFICATE, ROOT), ROOT.public)

    assert found == CERTIFICATE
    assert found.key_id == DESK.key_id


def test_the_desk_key_is_believed_by_its_signature_alone() -> None:
    assert CERTIFICATE.holds(b"claim", DESK.sign(b"claim"))
    assert not CERTIFICATE.holds(b"other", DESK.sign(b"claim"))
    assert not CERTIFICATE.holds(b"claim", ROOT.sign(b"claim"))


def test_a_certificate_of_another_root_is_forged() -> None:
    with pytest.raises(PackageForged):
        read_desk_certificate(sign_desk_certificate(CERTIFICATE, SigningKey.generate()), ROOT.public)


def test_something_else_that_the_root_signed_is_no_certificate() -> None:
    with pytest.raises(PackageOfAnotherKind):
        read_desk_certificate(sign_package("key_list", {"public": DESK.public}, ROOT), ROOT.public)


@pytest.mark.parametrize("odd", [{}, {"not_before": "soon"}, {"public": "text"}, {"alg": "1"}, {"county_id": 5}])
def test_an_odd_certificate_is_refused(odd: dict[str, object]) -> None:
    days = {"not_before": "2026-01-01", "not_after": "2028-01-01"}
    row = {"county_id": "c", "public": DESK.public, "alg": 1, "sealing": bytes(32), **days, **odd} if odd else {}

    with pytest.raises(PackageUnreadable):
        read_desk_certificate(sign_package(KIND, row, ROOT), ROOT.public)


def test_a_desk_key_counts_until_the_root_has_signed_a_day_after_its_last() -> None:
    last, day = CERTIFICATE.not_after, timedelta(1)

    assert not KnownDesks().is_outdated(CERTIFICATE)
    assert not KnownDesks(newest_day=last).is_outdated(CERTIFICATE)
    assert KnownDesks(newest_day=last + day).is_outdated(CERTIFICATE)


def test_a_desk_key_counts_until_a_newer_one_was_seen() -> None:
    first, day = CERTIFICATE.not_before, timedelta(1)

    assert not KnownDesks(since=first).is_outdated(CERTIFICATE)
    assert KnownDesks(since=first + day).is_outdated(CERTIFICATE)
    assert not KnownDesks(since=first + day).is_outdated(replace(CERTIFICATE, not_before=first + day))
