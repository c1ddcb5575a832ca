"""Bytes as decimal digits, 7 bytes in 17 digits: they survive every input method, messenger and QR reader."""

from app.errors import Refusal
from app.i18n import mark

BLOCK_BYTES = 7
BLOCK_DIGITS = 17
# How many digits a tail of 0 to 7 bytes takes: the fewest that hold every value.
WIDTHS = (0, 3, 5, 8, 10, 13, 15, 17)
_SIZES = {width: size for size, width in enumerate(WIDTHS)}


class DigitsWrong(Refusal):
    """Something other than digits, or digits that no bytes are written as."""

    code = "text_digits"
    message = mark("The code is damaged: it holds something other than its own digits.")
    remedy = mark("Scan the QR code again, or copy all of its text.")


def to_digits(data: bytes) -> str:
    """The digits of these bytes."""
    blocks = (data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES))
    return "".join(str(int.from_bytes(block, "big")).zfill(WIDTHS[len(block)]) for block in blocks)


def from_digits(text: str) -> bytes:
    """The bytes of these digits. Raises DigitsWrong for any spelling but the one of `to_digits`."""
    if not (text.isascii() and text.isdigit()):
        raise DigitsWrong
    return b"".join(_block(text[at : at + BLOCK_DIGITS]) for at in range(0, len(text), BLOCK_DIGITS))


def _block(digits: str) -> bytes:
    size = _SIZES.get(len(digits))
    if size is None or int(digits) >= 256**size:
        raise DigitsWrong
    return int(digits).to_bytes(size, "big")
