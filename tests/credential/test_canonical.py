import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credential import canonical
from app.credential.canonical import NotCanonical, NotPlain

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
SCALARS = (st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXTS | st.binary(max_size=20)) | st.floats(
    allow_nan=False, allow_infinity=False
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5))


@given(VALUES)
def test_any_plain_value_comes_back(value):
    data = canonical.write(value)

    assert canonical.read(data) == value


@given(st.binary(max_size=80))
def test_bytes_that_are_taken_are_the_only_spelling_of_their_value(data):
    try:
        value = canonical.read(data)
    except NotCanonical:
        return

    assert canonical.write(value) == data


@pytest.mark.parametrize(
    "spelling",
    [
        "",  # nothing
        "1801",  # 1 in two bytes
        "9f01ff",  # a list without a length
        "a2040101ff",  # keys out of order, then rubbish
        "a201010102",  # a key twice
        "0101",  # two values
        "c24101",  # a big number where a small one does
        "c482010a",  # a decimal fraction
        "c4821a7fffffff01",  # a decimal fraction that no machine can write out
        "d81c81d81d00",  # a list that holds itself
        "d2f6",  # a tag
        "f97e00",  # not a number
        "fb3ff8000000000000",  # 1.5 in nine bytes
        "f7",  # undefined
        "f8ff",  # a simple value
        "61ff",  # not UTF-8
        "9bffffffffffffffff",  # a list longer than the world
        "5bffffffffffffffff",  # bytes without end
        "81" * 3000 + "01",  # nested without end
        "a1f601",  # a key that is no word
    ],
)
def test_every_other_spelling_is_refused(spelling):
    with pytest.raises(NotCanonical):
        canonical.read(bytes.fromhex(spelling))


@pytest.mark.parametrize("value", ["half a \ud83d", 2**64, float("nan"), float("inf"), {1, 2}, object(), {None: 1}])
def test_what_cannot_be_carried_is_refused_when_written(value):
    with pytest.raises(NotPlain):
        canonical.write(value)


def test_the_library_alone_would_take_other_spellings():
    respelled = bytes.fromhex("9f1801ff")

    value = cbor2.loads(respelled)

    assert value == [1]
