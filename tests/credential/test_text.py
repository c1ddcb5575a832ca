import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st

from app.credential import text
from app.credential.digits import from_digits, to_digits
from app.credential.text import CertificateTooLong, HostRefused, decode, digest_of, digits_of, encode, take_apart
from app.errors import Refusal
from tests.credential.makers import CLAIMS, HOST, STATION, as_text, envelope_bytes, make_claims, make_text
from tests.credential.test_claims import all_claims


@given(all_claims())
def test_what_was_signed_is_what_is_read_and_signing_again_gives_the_same_text(claims):
    try:
        signed = encode(claims, STATION, HOST)
    except CertificateTooLong:
        return

    carried = decode(signed)

    assert (carried.claims, carried.key_id, carried.host) == (claims, STATION.key_id, HOST)
    assert encode(carried.claims, STATION, carried.host) == signed


@settings(deadline=None)
@given(st.data())
def test_any_text_that_is_taken_is_its_own_and_only_spelling(data):
    good = from_digits(digits_of(make_text()))
    place = data.draw(st.integers(0, len(good) - 1))
    changed = good[:place] + data.draw(st.binary(max_size=3)) + good[place + data.draw(st.integers(0, 3)) :]
    pasted = data.draw(st.sampled_from([as_text(changed), to_digits(changed)]))

    try:
        taken = take_apart(pasted)
    except Refusal:
        return

    assert str(taken) == pasted
    assert digits_of(as_text(changed)) == taken.digits


@pytest.mark.parametrize("around", ["{}\n", "\r\n{}", "  {}\t", "\u3000{}", "{}\r"])
def test_white_space_around_the_text_is_dropped(around):
    good = make_text()

    carried = decode(around.format(good))

    assert carried == decode(good)


def test_the_digits_alone_are_the_same_certificate_under_any_address():
    here, there = make_text(), make_text(host="pxzs.example.cn:8443")

    names = {digits_of(here), digits_of(there), digits_of(digits_of(here))}

    assert len(names) == 1
    assert take_apart(here).digest == digest_of(names.pop())


@pytest.mark.parametrize(
    "host", ["", "RC.example.cn", "例子.cn", "a b", "-a.cn", "a.cn/", "a.cn#", "a@b", "a" * 101, "a.cn:", "a.cn\n"]
)
def test_a_host_that_cannot_stand_in_a_code_is_refused(host):
    with pytest.raises(HostRefused):
        encode(CLAIMS, STATION, host)


def test_texts_beyond_any_code_are_refused_before_printing():
    rare = "\U00020000"

    with pytest.raises(CertificateTooLong):
        make_text(name=rare * 100, course=rare * 100, provider=rare * 100, level=rare * 40, kind=rare * 40)


@pytest.mark.parametrize(
    ("changes", "size", "version"),
    [
        ({"provider": "凤庆县职业技能培训学校中"}, 169, 12),
        ({"provider": "凤庆县职业教育中心", "course": "茶叶加工", "level": ""}, 157, 12),
        (
            {
                "name": "阿卜杜拉·买买提吐尔逊",
                "course": "家政服务员（母婴护理）与养老照护综合培训",
                "masked_id": "5309123X",
                "provider": "凤庆县诗礼乡乡村人才振兴工作站（县职业教育中心）",
            },
            279,
            16,
        ),
    ],
)
def test_a_certificate_takes_a_small_code(changes, size, version):
    signed = encode(make_claims(**changes), STATION, "rc.fengqing.gov.cn")
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, mask_pattern=0)

    code.add_data(signed, optimize=20)
    code.make(fit=True)

    assert len(from_digits(digits_of(signed))) == size
    assert code.version == version


def test_the_largest_certificate_still_fits_a_code():
    names = {"name": "阿" * 100, "course": "培" * 100, "provider": "校" * 100, "level": "级" * 40, "kind": "种" * 40}
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, mask_pattern=0)

    code.add_data(make_text(host="h" * 100, **names), optimize=20)
    code.make(fit=True)

    assert code.version <= 40


def test_type_and_audience_stand_inside_the_signed_bytes():
    payload = take_apart(make_text()).envelope.payload

    elsewhere = envelope_bytes(payload, purpose=b"xiangxun/package/1")
    here = envelope_bytes(payload, purpose=text.PURPOSE)

    assert as_text(here) == make_text()
    assert as_text(elsewhere) != make_text()
