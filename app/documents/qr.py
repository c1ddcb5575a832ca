"""QR codes made fast: bit for bit the symbols of the qrcode library, in a twentieth of its time."""

from collections.abc import Iterable
from dataclasses import dataclass

from qrcode import util
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

from app.documents.qr_layout import Layout, generator_multiples, layout_of
from app.errors import Refusal
from app.i18n import mark

DOT_MM = 25.4 / 300
QUIET_MODULES = 4
_SMALLEST_MODULE_MM = 0.42
_LARGEST_VERSION = 40
# Reading is no better with the best-scored mask than with any fixed one, and scoring eight masks costs 10 ms.
MASK = 2
_TRIPLES = {f"{number:03d}": f"{number:010b}" for number in range(1000)}


class CodeTooLong(Refusal):
    """A text would need modules smaller than printers and phones can manage in the space given."""

    code = "code_too_long"
    message = mark("The text of the QR code is too long: {length} characters do not fit into {side} mm.")
    remedy = mark("Use a shorter course or provider name.")


@dataclass(frozen=True)
class Symbol:
    """A QR code without its quiet zone: rows of bits packed into bytes, 1 = dark."""

    modules: int
    packed: bytes

    def is_dark(self, row: int, column: int) -> bool:
        """Whether this module is dark."""
        stride = (self.modules + 7) // 8
        return bool(self.packed[row * stride + column // 8] >> (7 - column % 8) & 1)


@dataclass(frozen=True)
class Plan:
    """One shape for all codes of a batch: version, error correction level, and printer dots a module."""

    version: int
    level: int
    dots: int

    @property
    def modules(self) -> int:
        """Modules along a side, quiet zone not counted."""
        return self.version * 4 + 17

    @property
    def side_mm(self) -> float:
        """The printed side, quiet zone not counted."""
        return self.modules * self.dots * DOT_MM


def plan(texts: Iterable[str], space_mm: float) -> Plan:
    """The shape that holds the longest of these texts in a square of `space_mm`, quiet zone included.

    Level Q (a quarter may be lost under a stain) if it fits, else M. Raises CodeTooLong.
    """
    longest = max(texts, key=lambda text: _needed_bits(text, _LARGEST_VERSION))
    for level in (ERROR_CORRECT_Q, ERROR_CORRECT_M):
        found = _plan_at(longest, level, space_mm)
        if found:
            return found
    raise CodeTooLong(length=len(longest), side=f"{space_mm:g}")


def encode(text: str, shape: Plan, mask: int = MASK) -> Symbol:
    """The symbol of a text in a shape that was planned for it: bytes up to the closing digits, then digits."""
    layout = layout_of(shape.version, shape.level, mask)
    data = _data_bytes(text, shape.version, sum(layout.data_counts))
    words = _with_checks(data, layout)
    bits = f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}0".encode()
    drawn = int(bytes(layout.placed(bits)), 2) ^ layout.fixed_bits
    return Symbol(layout.modules, drawn.to_bytes(layout.modules * layout.stride_bits // 8, "big"))


def _plan_at(text: str, level: int, space_mm: float) -> Plan | None:
    version = _smallest_version(text, level)
    if version is None:
        return None
    dots = int(space_mm / ((version * 4 + 17 + 2 * QUIET_MODULES) * DOT_MM))
    return Plan(version, level, dots) if dots * DOT_MM >= _SMALLEST_MODULE_MM else None


def _smallest_version(text: str, level: int) -> int | None:
    versions = range(1, _LARGEST_VERSION + 1)
    return next((v for v in versions if _needed_bits(text, v) <= util.BIT_LIMIT_TABLE[level][v]), None)


def _split(text: str) -> tuple[bytes, str]:
    head = text.rstrip("0123456789")
    return head.encode("utf-8"), text[len(head) :]


def _needed_bits(text: str, version: int) -> int:
    head, digits = _split(text)
    bits = 4 + util.length_in_bits(util.MODE_8BIT_BYTE, version) + 8 * len(head) if head else 0
    if digits:
        rest = (0, 4, 7)[len(digits) % 3]
        bits += 4 + util.length_in_bits(util.MODE_NUMBER, version) + len(digits) // 3 * 10 + rest
    return bits


def _segments(text: str, version: int) -> str:
    head, digits = _split(text)
    bits = []
    if head:
        bits.append(f"0100{len(head):0{util.length_in_bits(util.MODE_8BIT_BYTE, version)}b}")
        bits.append(f"{int.from_bytes(head, 'big'):0{8 * len(head)}b}")
    if digits:
        bits.append(f"0001{len(digits):0{util.length_in_bits(util.MODE_NUMBER, version)}b}")
        whole = len(digits) // 3 * 3
        bits += [_TRIPLES[digits[place : place + 3]] for place in range(0, whole, 3)]
        if len(digits) > whole:
            bits.append(f"{int(digits[whole:]):0{(0, 4, 7)[len(digits) - whole]}b}")
    return "".join(bits)


def _data_bytes(text: str, version: int, capacity: int) -> bytes:
    bits = _segments(text, version)
    if len(bits) > capacity * 8:
        raise CodeTooLong(length=len(text), side="?")
    bits += "0" * min(4, capacity * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return data + (b"\xec\x11" * capacity)[: capacity - len(data)]


def _with_checks(data: bytes, layout: Layout) -> bytes:
    """The data words interleaved, then the Reed-Solomon words of all blocks interleaved."""
    checks, start = [], 0
    for count in layout.data_counts:
        checks.append(_check_words(data[start : start + count], layout.check_count))
        start += count
    return bytes(layout.interleaved(data)) + b"".join(map(bytes, zip(*checks, strict=True)))


def _check_words(data: bytes, count: int) -> bytes:
    """Division by the generator polynomial, a whole row of coefficients a step as one big integer."""
    multiples, shift, keep = generator_multiples(count), 8 * (count - 1), (1 << 8 * count) - 1
    remainder = 0
    for word in data:
        remainder = (remainder << 8 & keep) ^ multiples[remainder >> shift ^ word]
    return remainder.to_bytes(count, "big")
