"""Ten ways of altering a certificate's text, a thousand times each: the strict verifier takes none of them."""

import random
import re

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from app.credential.digits import WIDTHS, from_digits, to_digits
from app.credential.reasons import REASONS
from app.credential.text import PURPOSE, digits_of
from app.credential.verification import verify
from tests.credential.makers import HOST, ISSUED, STATION, THIEF, as_text, envelope_bytes, make_text, make_trust
from tests.credential.test_keys import ORDER

TIMES = 1_000
JUNK = (" ", "\n", "\t", ".", "-", "\u200b", "\u00a0", "，", "o", "\ufeff")
OTHER_DIGITS = ("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩")
PREFIXES = (
    f"http://{HOST}/v#",
    f"HTTPS://{HOST}/v#",
    f"https://{HOST.upper()}/v#",
    f"https://{HOST}/V#",
    f"https://{HOST}/v/#",
    f"https://{HOST}/v?#",
    f"https://{HOST}/v##",
    f"https://user@{HOST}/v#",
    f"https://{HOST}.evil.example/v#",
    "https://evil.example/v#",
    f"https://{HOST}/v#https://{HOST}/v#",
    "#",
)


def parts(good):
    return cbor2.loads(from_digits(digits_of(good)))


def packed(*values):
    return as_text(cbor2.dumps(list(values)))


def one_digit_changed(good, chance):
    place = chance.randrange(len(good) - len(digits_of(good)), len(good))
    return good[:place] + chance.choice(OTHER_DIGITS[0]) + good[place + 1 :]


def junk_put_in(good, chance):
    place = chance.randrange(good.index("#") + 2, len(good))
    return good[:place] + chance.choice(JUNK) + good[place:]


def foreign_digits(good, chance):
    place = chance.randrange(good.index("#") + 1, len(good))
    return good[:place] + chance.choice(OTHER_DIGITS[1:])[int(good[place])] + good[place + 1 :]


def cut_short(good, chance):
    return good[: chance.randrange(len(good))]


def two_digits_swapped(good, chance):
    first, second = sorted(chance.sample(range(good.index("#") + 1, len(good)), 2))
    return good[:first] + good[second] + good[first + 1 : second] + good[first] + good[second + 1 :]


def bytes_put_behind(good, chance):
    return as_text(from_digits(digits_of(good)) + chance.randbytes(chance.randrange(1, 9)))


def another_prefix(good, chance):
    return chance.choice(PREFIXES) + digits_of(good)


def another_key(good, chance):
    return as_text(envelope_bytes(parts(good)[2], key=THIEF))


def claims_edited(good, chance):
    protected, unprotected, payload, signature = parts(good)
    row = cbor2.loads(payload)
    place = chance.randrange(1, len(row))
    row[place] = row[place] + (1 if isinstance(row[place], int) else chance.choice("甲乙丙0"))
    return packed(protected, unprotected, cbor2.dumps(row), signature)


def spelled_otherwise(good, chance):
    protected, unprotected, payload, signature = parts(good)
    raised = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
    data = from_digits(digits_of(good))
    spellings = (
        packed(protected, unprotected, payload, signature[:32] + raised),
        packed(protected, {5: chance.randrange(100)}, payload, signature),
        packed(protected, unprotected, payload, signature, chance.randrange(100)),
        as_text(cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected, payload, signature]))),
        as_text(b"\x9f" + data[1:] + b"\xff"),
        as_text(b"\x98\x04" + data[1:]),
        as_text(bytes([0x84, 0x59, 0, len(protected)]) + data[2:]),
    )
    return chance.choice(spellings)


MUTATORS = (
    one_digit_changed,
    junk_put_in,
    foreign_digits,
    cut_short,
    two_digits_swapped,
    bytes_put_behind,
    another_prefix,
    another_key,
    claims_edited,
    spelled_otherwise,
)


def lenient_accepts(pasted):
    """What a hurried programmer writes: anything that can be made to verify is good."""
    digits = "".join(re.findall(r"\d", pasted.rpartition("#")[2]))
    try:
        blocks = [digits[at : at + 17] for at in range(0, len(digits), 17)]
        data = b"".join(int(block).to_bytes(WIDTHS.index(len(block)), "big") for block in blocks)
        value = cbor2.loads(data)
        protected, _, payload, signature = getattr(value, "value", value)[:4]
        to_sign = cbor2.dumps(["Signature1", protected, PURPOSE, payload])
        Ed25519PublicKey.from_public_bytes(STATION.public).verify(signature, to_sign)
    except (InvalidSignature, ValueError, TypeError, OverflowError, cbor2.CBORError, KeyError):
        return False
    return True


def altered_by(mutator):
    chance = random.Random(f"altered texts: {mutator.__name__}")
    good = [
        make_text(name=name, hours=hours) for name in ("张镕堃", "李𬭎", "阿卜杜拉·买买提") for hours in (80, 120, 240)
    ]
    while True:
        original = chance.choice(good)
        changed = mutator(original, chance)
        if changed.strip() != original:
            yield changed


def thousand(mutator):
    altered = altered_by(mutator)
    return [next(altered) for _ in range(TIMES)]


@pytest.mark.parametrize("mutator", MUTATORS, ids=lambda mutator: mutator.__name__)
def test_no_altered_text_passes_and_each_is_told_why(mutator):
    trust = make_trust()

    verdicts = [verify(changed, trust, ISSUED) for changed in thousand(mutator)]

    assert len(verdicts) == TIMES
    assert not any(verdict.is_valid for verdict in verdicts)
    assert all(verdict.reason in REASONS and verdict.sentence() for verdict in verdicts)


@pytest.mark.parametrize(
    "mutator",
    [junk_put_in, foreign_digits, bytes_put_behind, another_prefix, spelled_otherwise],
    ids=lambda each: each.__name__,
)
def test_a_lenient_verifier_would_let_many_through(mutator):
    accepted = sum(lenient_accepts(changed) for changed in thousand(mutator))

    assert accepted > TIMES // 4


def test_both_verifiers_take_the_text_as_it_was_issued():
    good = make_text()

    verdict = verify(good, make_trust(), ISSUED)

    assert verdict.reason == "genuine"
    assert lenient_accepts(good)


@settings(deadline=None)
@given(
    st.text() | st.text(alphabet="0123456789", max_size=500) | st.text().map(lambda tail: f"https://{HOST}/v#{tail}")
)
def test_no_text_at_all_makes_the_verifier_crash(pasted):
    verdict = verify(pasted, make_trust(), ISSUED)

    assert not verdict.is_valid


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_in_good_digits_make_the_verifier_crash(data):
    verdict = verify(to_digits(data), make_trust(), ISSUED)

    assert not verdict.is_valid


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.integers(), inner),
    )
)
def test_no_rightly_signed_content_makes_the_verifier_crash(content):
    signed = as_text(envelope_bytes(cbor2.dumps(content)))

    verdict = verify(signed, make_trust(), ISSUED)

    assert not verdict.is_valid
