import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from app.documents import qr
from tests.documents.makers import credential_text

LEVELS = (ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q, ERROR_CORRECT_H)


def as_the_library_draws(text: str, shape: qr.Plan, mask: int) -> list[list[bool]]:
    code = qrcode.QRCode(version=shape.version, error_correction=shape.level, border=0, mask_pattern=mask)
    head = text.rstrip("0123456789")
    if head:
        code.add_data(QRData(head.encode(), mode=MODE_8BIT_BYTE))
    if text[len(head) :]:
        code.add_data(QRData(text[len(head) :].encode(), mode=MODE_NUMBER))
    code.make(fit=False)
    return [[bool(module) for module in row] for row in code.modules]


def as_drawn(symbol: qr.Symbol) -> list[list[bool]]:
    return [[symbol.is_dark(row, column) for column in range(symbol.modules)] for row in range(symbol.modules)]


@pytest.mark.parametrize("mask", range(8))
def test_a_certificates_code_is_bit_for_bit_the_librarys_with_every_mask(mask):
    text = credential_text(mask)
    shape = qr.plan((text,), 40)

    symbol = qr.encode(text, shape, mask)

    assert as_drawn(symbol) == as_the_library_draws(text, shape, mask)


@given(
    head=st.text("ABCxyz:/.#?-", max_size=60),
    digits=st.text("0123456789", max_size=300),
    level=st.sampled_from(LEVELS),
    spare=st.integers(0, 3),
    mask=st.integers(0, 7),
)
@settings(max_examples=60)
def test_any_text_in_any_version_is_bit_for_bit_the_librarys(head, digits, level, spare, mask):
    text = head + digits
    smallest = qr._smallest_version(text, level)
    shape = qr.Plan(smallest + spare, level, 5)

    symbol = qr.encode(text, shape, mask)

    assert as_drawn(symbol) == as_the_library_draws(text, shape, mask)


def test_all_codes_of_a_batch_have_the_shape_that_the_longest_needs():
    short, long = credential_text(1, 300), credential_text(2, 600)

    shape = qr.plan((short, long, short), 40)

    assert shape == qr.plan((long,), 40)
    assert shape.version > qr.plan((short,), 40).version


@given(digits=st.integers(100, 900))
def test_modules_are_whole_printer_dots_large_enough_with_room_for_the_quiet_zone(digits):
    shape = qr.plan((credential_text(1, digits),), 40)

    module_mm = shape.side_mm / shape.modules
    assert module_mm >= 0.42
    assert module_mm / (25.4 / 300) == pytest.approx(shape.dots)
    assert shape.side_mm + 8 * module_mm <= 40


def test_the_usual_certificate_is_version_12_at_level_q_in_33_mm():
    shape = qr.plan((credential_text(1, 411),), 40)

    assert (shape.version, shape.level, round(shape.side_mm)) == (12, ERROR_CORRECT_Q, 33)


def test_a_text_too_long_for_level_q_is_drawn_at_level_m():
    shape = qr.plan((credential_text(1, 900),), 40)

    assert shape.level == ERROR_CORRECT_M


def test_a_text_too_long_for_any_readable_code_is_refused():
    with pytest.raises(qr.CodeTooLong) as refusal:
        qr.plan((credential_text(1, 1500),), 40)

    assert "1524" in str(refusal.value)
