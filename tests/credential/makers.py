"""Makers of invented keys, claims, lists and texts for the tests of the credential."""

from dataclasses import replace
from datetime import date

import cbor2

from app.credential import key_list, revocations, text
from app.credential.claims import Claims
from app.credential.digits import to_digits
from app.credential.key_list import KeyEntry
from app.credential.keys import ED25519, SigningKey, key_id_of
from app.credential.trust import TrustLists

HOST = "rc.example.gov.cn"
ROOT = SigningKey.from_seed(bytes([1]) * 32)
STATION = SigningKey.from_seed(bytes([2]) * 32)
OTHER_STATION = SigningKey.from_seed(bytes([3]) * 32)
THIEF = SigningKey.from_seed(bytes([4]) * 32)
ISSUED = date(2026, 11, 21)
LISTED = date(2026, 11, 20)
NUMBER = "53092110426000010"
CLAIMS = Claims(
    number=NUMBER,
    kind="completion",
    name="张镕堃",
    masked_id="53099812",
    course="中式烹调师",
    level="五级/初级工",
    hours=120,
    period_from=date(2026, 11, 1),
    period_to=date(2026, 11, 15),
    issued_on=ISSUED,
    provider="凤庆县职业技能培训学校",
)


def make_claims(**changes):
    return replace(CLAIMS, **changes)


def make_text(key=STATION, host=HOST, **changes):
    return text.encode(make_claims(**changes), key, host)


def make_entry(key=STATION, **changes):
    entry = KeyEntry(
        key_id=key.key_id,
        public=key.public,
        station="530921104",
        station_name="小湾镇工作站",
        not_before=date(2026, 1, 1),
        not_after=date(2026, 12, 31),
        kinds=("completion", "training_pass"),
    )
    return replace(entry, **changes)


def make_entry_for_suite(alg, key=STATION):
    return make_entry(key, alg=alg, key_id=key_id_of(key.public, alg))


def make_key_list(*entries, issued_on=LISTED, next_update=date(2027, 12, 31), sequence=1, hosts=(HOST,), root=ROOT):
    listed = entries or (make_entry(),)
    return key_list.sign_key_list(listed, issued_on, next_update, root, sequence=sequence, hosts=hosts)


def make_revocations(*certificates, keys=(), issued_on=LISTED, next_update=date(2027, 12, 31), sequence=1, root=ROOT):
    return revocations.sign_revocations(certificates, keys, issued_on, next_update, root, sequence=sequence)


def make_trust(entries=(), revoked=(), revoked_keys=(), **changes):
    lists = TrustLists(ROOT.public).with_key_list(make_key_list(*entries))
    return replace(lists.with_revocations(make_revocations(*revoked, keys=revoked_keys)), **changes)


def envelope_bytes(
    payload=None, header=None, purpose=text.PURPOSE, unprotected=None, key=STATION, signature=None, more=()
):
    """A COSE_Sign1 of any shape, rightly signed by `key` unless a signature is given."""
    body = cbor2.dumps([1]) if payload is None else payload
    named = {1: ED25519, 4: STATION.key_id} if header is None else header
    protected = named if isinstance(named, bytes) else cbor2.dumps(named, canonical=True)
    signed = key.sign(cbor2.dumps(["Signature1", protected, purpose, body])) if signature is None else signature
    return cbor2.dumps([protected, unprotected or {}, body, signed, *more])


def as_text(data, host=HOST):
    return f"https://{host}/v#{to_digits(data)}"


def claims_row(**places):
    """The array of the usual claims with some places (`at_3="…"`) put otherwise."""
    row = [1, int(NUMBER), 1, "张镕堃", 53099812, "中式烹调师", 5, 120, 2516, 20, 14, "凤庆县职业技能培训学校"]
    for place, value in places.items():
        row[int(place.removeprefix("at_"))] = value
    return row


def text_of_row(row, **shape):
    return as_text(envelope_bytes(cbor2.dumps(row), **shape))
