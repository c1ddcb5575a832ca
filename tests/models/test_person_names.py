"""Names: every vector of the domain, nothing lost, nothing changed that a name may have."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.findings import Severity
from app.models.person_names import LONGEST_NAME, name_key, read_name, same_name
from tests.models.vectors import codes, vectors

VECTORS = vectors("name")["vectors"]
EXPECTED = {"ask": Severity.ASK, "flag": Severity.WARN, "suggest NFKC/known radical mapping": Severity.ASK}
DOTS = "·•・．.‧∙⋅･﹒●"
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=8)
RARE = st.sampled_from(["㼆", "䶮", "𠅤", "𬱖", "\U0002ebf0", "㛃", "𬭎", "𠀀", "〇", "\U00031350"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["why"])
def test_a_name_is_read_as_the_vector_says(vector):
    reading = read_name(vector["input"])

    assert reading.name == vector["expected"]
    assert [f"U+{ord(c):04X}" for c in reading.name] == vector["codepoints"]
    assert {finding.severity for finding in reading.findings} == {
        EXPECTED[word] for word in [vector.get("expect")] if word
    }
    assert reading.is_usable


def test_each_doubt_has_its_own_reason():
    told = {vector["input"]: codes(read_name(vector["input"]).findings) for vector in VECTORS if "expect" in vector}

    assert list(told.values()) == [
        ["separator"],
        ["separator"],
        ["private_use"],
        ["described_character"],
        ["radical"],
        ["brackets"],
    ]


def test_a_look_alike_radical_is_offered_as_the_character_it_looks_like():
    reading = read_name("杨⺁")

    assert reading.name == "杨⺁"
    assert reading.suggestion == "杨厂"


@given(HAN, HAN, st.sampled_from(DOTS), st.sampled_from(["", " ", "\u3000"]))
def test_every_dot_between_han_characters_is_the_one_separator(first, second, dot, gap):
    assert read_name(f"{first}{gap}{dot}{gap}{second}").name == f"{first}·{second}"


@pytest.mark.parametrize("name", ["J. Smith", "A.B. Nguyen", "Anna-Maria O'Neil", "Nguyễn Văn A", "ZHANG San"])
def test_a_latin_name_keeps_its_stops_hyphens_and_spaces(name):
    reading = read_name(name)

    assert reading.name == name
    assert reading.findings == ()


@given(HAN, RARE, HAN)
def test_rare_characters_of_every_plane_stay_as_they_are(first, rare, second):
    reading = read_name(first + rare + second)

    assert reading.name == first + rare + second
    assert reading.findings == ()


@given(st.text(max_size=60))
def test_reading_a_name_twice_changes_nothing_more(text):
    once = read_name(text).name

    assert read_name(once).name == once


@given(HAN)
def test_traditional_and_variant_characters_are_never_exchanged(name):
    assert read_name(name).name == name
    assert read_name("　".join(name)).name == name


def test_traditional_characters_are_another_name_than_simplified_ones():
    assert read_name("羅正祥").name == "羅正祥"
    assert not same_name("羅正祥", "罗正祥")


def test_fifty_characters_are_taken_and_more_than_a_hundred_are_refused():
    assert read_name("阿" * 50).findings == ()
    assert read_name("阿" * LONGEST_NAME).is_usable
    assert codes(read_name("阿" * (LONGEST_NAME + 1)).findings) == ["too_long"]
    assert not read_name("阿" * (LONGEST_NAME + 1)).is_usable


@pytest.mark.parametrize("blank", [None, "", "  \u3000", "\u200b", "·"])
def test_an_empty_name_is_refused(blank):
    assert codes(read_name(blank).findings) == ["empty"]
    assert not read_name(blank).is_usable


@pytest.mark.parametrize("damaged", ["赵?", "赵\ufffd", "赵□", "赵＊明", "赵？"])
def test_a_name_that_lost_a_character_on_the_way_is_refused(damaged):
    reading = read_name(damaged)

    assert codes(reading.findings) == ["lost_character"]
    assert not reading.is_usable


def test_an_id_number_in_the_name_column_is_refused():
    reading = read_name("533522198501069830")

    assert codes(reading.findings) == ["number_in_name"]
    assert not reading.is_usable


def test_two_names_in_one_cell_are_asked_about():
    (finding,) = read_name("张三、李四").findings

    assert (finding.code, finding.severity) == ("separator", Severity.ASK)


def test_a_figure_in_a_name_is_asked_about():
    (finding,) = read_name("罗正祥2").findings

    assert (finding.code, finding.severity) == ("digits", Severity.ASK)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("罗正祥", " 罗 正 祥"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("Zhang San", "ZHANG SAN"),
    ],
)
def test_two_spellings_of_one_name_are_the_same(one, other):
    assert same_name(one, other)


def test_names_of_other_characters_are_not_the_same():
    assert not same_name("罗正祥", "罗正翔")
    assert not same_name("罗正祥", "罗正")


@given(st.text(max_size=30))
def test_a_name_is_the_same_as_itself_read(text):
    assert same_name(text, read_name(text).name)
    assert name_key(text) == name_key(read_name(text).name)


@given(st.text(max_size=30))
def test_no_invisible_sign_gets_into_a_name(text):
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in read_name(text).name)
