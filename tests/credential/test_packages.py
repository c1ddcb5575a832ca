import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.credential import packages
from app.credential.canonical import NotPlain
from app.credential.keys import SM2
from app.credential.packages import (
    PackageForAnother,
    PackageForged,
    PackageOfAnotherKind,
    PackageSuiteUnknown,
    PackageTooLarge,
    PackageUnreadable,
    open_package,
    open_self_signed,
    read_head,
    sign_package,
)
from app.errors import Refusal
from tests.credential.makers import ROOT, STATION, THIEF, envelope_bytes
from tests.credential.test_canonical import TEXTS, VALUES

BLOCK = {"from": 1, "to": 500, "station": "530921104"}
HEADER = {1: -19, 3: "number_block", 4: ROOT.key_id, "audience": "530921104"}


def signed():
    return sign_package("number_block", BLOCK, ROOT, "530921104")


def shaped(header=HEADER, payload=BLOCK, purpose=packages.PURPOSE, key=ROOT):
    body = payload if isinstance(payload, bytes) else cbor2.dumps(payload, canonical=True)
    return envelope_bytes(body, header, purpose, key=key)


@given(st.dictionaries(TEXTS, VALUES, max_size=5), TEXTS, TEXTS)
def test_any_plain_content_comes_back(payload, kind, audience):
    data = sign_package(kind, payload, ROOT, audience)

    assert open_package(data, kind, ROOT.public, audience) == payload


def test_the_head_tells_what_a_file_is_before_it_is_believed():
    head = read_head(signed())

    assert (head.kind, head.audience, head.key_id) == ("number_block", "530921104", ROOT.key_id)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (shaped(header=HEADER | {3: "key_list"}), PackageOfAnotherKind),
        (shaped(header=HEADER | {"audience": "530921107"}), PackageForAnother),
        (shaped(header=HEADER | {"audience": "anyone"}), PackageForAnother),
        (shaped(header=HEADER | {1: SM2}), PackageSuiteUnknown),
        (shaped(key=THIEF), PackageForged),
        (shaped(purpose=b"xiangxun/certificate/1"), PackageForged),
        (shaped(header=HEADER | {5: 1}), PackageUnreadable),
        (shaped(header=HEADER | {3: 50}), PackageUnreadable),
        (shaped(header={1: -19, 4: ROOT.key_id}), PackageUnreadable),
        (shaped(payload=[1]), PackageUnreadable),
        (shaped(payload={1: 1}), PackageUnreadable),
        (shaped(payload=b"\xff"), PackageUnreadable),
        (shaped() + b"\0", PackageUnreadable),
        (b"", PackageUnreadable),
        (b"PK\x03\x04 a workbook", PackageUnreadable),
        (bytes(packages.MAX_BYTES + 1), PackageTooLarge),
    ],
)
def test_each_broken_layer_of_a_package_gets_its_refusal(data, refusal):
    with pytest.raises(refusal) as caught:
        open_package(data, "number_block", ROOT.public, "530921104")

    assert caught.value.sentence()
    assert caught.value.way_out()


def test_an_unbroken_package_of_that_shape_is_opened():
    data = shaped()

    assert data == signed()
    assert open_package(data, "number_block", ROOT.public, "530921104") == BLOCK


def test_a_package_signed_by_another_key_is_refused_though_it_names_the_right_one():
    with pytest.raises(PackageForged):
        open_package(shaped(), "number_block", STATION.public, "530921104")


def test_content_above_the_limit_is_refused_when_it_is_signed():
    with pytest.raises(PackageTooLarge):
        sign_package("photos", {"photo": bytes(packages.MAX_BYTES)}, ROOT)


def test_content_that_is_not_plain_is_refused_when_it_is_signed():
    with pytest.raises(NotPlain):
        sign_package("anything", {"when": object()}, ROOT)


def test_a_request_proves_that_its_sender_holds_the_key_it_names():
    payload = {"public": STATION.public, "station_name": "小湾镇工作站"}

    request = sign_package("enrolment_request", payload, STATION, "county")

    assert open_self_signed(request, "enrolment_request", "county") == payload


@pytest.mark.parametrize("payload", [{"public": STATION.public}, {"public": "text"}, {}])
def test_a_request_that_names_anothers_key_is_refused(payload):
    request = sign_package("enrolment_request", payload, THIEF, "county")

    with pytest.raises(PackageForged):
        open_self_signed(request, "enrolment_request", "county")


@settings(deadline=None)
@given(st.data())
def test_a_changed_package_is_refused_and_never_a_crash(data):
    usual = signed()
    place = data.draw(st.integers(0, len(usual)))
    changed = usual[:place] + data.draw(st.binary(max_size=4)) + usual[place + data.draw(st.integers(0, 4)) :]

    try:
        opened = open_package(changed, "number_block", ROOT.public, "530921104")
    except Refusal:
        return

    assert (opened, changed) == (BLOCK, usual)
