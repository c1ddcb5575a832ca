from datetime import date, timedelta

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credential import claims as claims_format
from app.credential.claims import (
    ClaimRefused,
    Claims,
    ClaimsMalformed,
    DatesRefused,
    SchemaUnknown,
    masked_identity,
    pack,
    spread_identity,
    unpack,
)
from tests.credential.makers import CLAIMS, claims_row, make_claims

SPEAKABLE = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))
DAYS = st.dates(date(1950, 1, 1), date(2200, 1, 1))


def texts(longest, smallest=1):
    return st.text(SPEAKABLE, min_size=smallest, max_size=longest)


@st.composite
def all_claims(draw):
    period_from = draw(DAYS)
    return Claims(
        number=draw(st.from_regex(r"[0-9]{17}", fullmatch=True) | texts(40)),
        kind=draw(st.sampled_from(["completion", "training_pass"]) | texts(40)),
        name=draw(texts(100)),
        masked_id=draw(st.from_regex(r"[0-9]{7}[0-9X]", fullmatch=True) | texts(16, 0)),
        course=draw(texts(100)),
        level=draw(st.sampled_from(sorted(claims_format.LEVELS)) | texts(40, 0)),
        hours=draw(st.integers(0, 9_999)),
        period_from=period_from,
        period_to=period_from + timedelta(draw(st.integers(0, 400))),
        issued_on=draw(DAYS),
        provider=draw(texts(100)),
    )


@given(all_claims())
def test_whatever_a_certificate_can_say_comes_back_word_for_word(claims):
    payload = pack(claims)

    assert unpack(payload) == claims


def test_the_usual_claims_take_few_bytes():
    size = len(pack(CLAIMS))

    assert size == 86


@pytest.mark.parametrize(
    "number", ["00000000000000000", "53092110426000010", "99999999999999999", "123", "０" * 17, "A" * 17]
)
def test_a_number_keeps_its_leading_zeros_and_its_length(number):
    back = unpack(pack(make_claims(number=number)))

    assert back.number == number


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": " 张三"},
        {"name": "张三\n"},
        {"name": "张\u200b三"},
        {"name": "张\u202e三"},
        {"name": "张\ud83d"},
        {"name": "张" * 101},
        {"course": ""},
        {"provider": "校" * 101},
        {"number": ""},
        {"number": "1" * 41},
        {"masked_id": "1" * 17},
        {"kind": ""},
        {"level": "级" * 41},
        {"hours": -1},
        {"hours": 10_000},
    ],
)
def test_what_cannot_stand_on_a_certificate_is_refused(changes):
    with pytest.raises(ClaimRefused):
        pack(make_claims(**changes))


@pytest.mark.parametrize(
    "changes", [{"period_to": date(2026, 10, 31)}, {"issued_on": date(1, 1, 1)}, {"issued_on": date.max}]
)
def test_days_out_of_order_or_reason_are_refused(changes):
    with pytest.raises(DatesRefused):
        pack(make_claims(**changes))


def test_a_newer_schema_is_told_apart_from_rubbish():
    with pytest.raises(SchemaUnknown):
        unpack(cbor2.dumps([2, "whatever", {"comes": "next"}]))


@pytest.mark.parametrize(
    "row",
    [
        {},
        [],
        7,
        [True],
        ["1"],
        claims_row()[:-1],
        [*claims_row(), 1],
        claims_row(at_1=str(claims_row()[1])),
        claims_row(at_1=10**17),
        claims_row(at_1=-1),
        claims_row(at_2=99),
        claims_row(at_2="completion"),
        claims_row(at_3=b"bytes"),
        claims_row(at_4="53099812"),
        claims_row(at_6=True),
        claims_row(at_6="五级/初级工"),
        claims_row(at_7=True),
        claims_row(at_7=1.0),
        claims_row(at_8=10**6),
        claims_row(at_9=None),
        claims_row(at_10=-1),
        claims_row(at_11=""),
    ],
)
def test_any_other_row_is_malformed(row):
    with pytest.raises(ClaimsMalformed):
        unpack(cbor2.dumps(row))


@given(st.binary(max_size=120))
def test_any_bytes_are_claims_or_are_refused(payload):
    try:
        claims = unpack(payload)
    except (ClaimsMalformed, SchemaUnknown):
        return

    assert pack(claims) == payload


@pytest.mark.parametrize(
    ("id_number", "masked", "shown"),
    [
        ("530921199803121231", "53091231", "5309**********1231"),
        ("53092119980312123X", "5309123X", "5309**********123X"),
        ("E1234567", "E167", "E1****67"),
        ("123", "", ""),
        ("", "", ""),
    ],
)
def test_a_masked_number_shows_its_ends_and_never_more_than_half(id_number, masked, shown):
    carried = masked_identity(id_number)

    assert carried == masked
    assert spread_identity(carried) == shown
