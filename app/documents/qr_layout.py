"""Where the bits of a QR code go: asked of the qrcode library once for each shape, then kept as one permutation."""

from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from qrcode import QRCode, base
from qrcode.main import precomputed_qr_blanks


class Layout(NamedTuple):
    """What all symbols of a version, level and mask share. `placed` picks the bit for each cell, row by row."""

    modules: int
    stride_bits: int
    placed: Callable[[bytes], tuple[int, ...]]
    fixed_bits: int
    data_counts: tuple[int, ...]
    check_count: int
    interleaved: Callable[[bytes], tuple[int, ...]]


@cache
def generator_multiples(count: int) -> tuple[int, ...]:
    """Each byte times the generator polynomial of `count` check words, its coefficients one big integer."""
    polynomial = base.Polynomial([1], 0)
    for power in range(count):
        polynomial *= base.Polynomial([1, base.gexp(power)], 0)
    coefficients = list(polynomial)[1:]
    multiples = (bytes(_product(word, c) for c in coefficients) for word in range(256))
    return tuple(int.from_bytes(row, "big") for row in multiples)


def _product(left: int, right: int) -> int:
    if not left or not right:
        return 0
    return int(base.gexp((base.glog(left) + base.glog(right)) % 255))


@cache
def layout_of(version: int, level: int, mask: int) -> Layout:
    """Ask the qrcode library where everything goes, once; afterwards a symbol is one permutation of its bits."""
    blocks = base.rs_blocks(version, level)
    counts = tuple(block.data_count for block in blocks)
    word_count = sum(block.total_count for block in blocks)
    empty = _drawn_without_data(version, level, mask, word_count)
    stride = (len(empty) + 7) // 8 * 8
    cells = [(row, column) for row in range(len(empty)) for column in range(stride)]
    dark = ["1" if column < len(empty) and empty[row][column] else "0" for row, column in cells]
    return Layout(
        modules=len(empty),
        stride_bits=stride,
        placed=itemgetter(*_sources(cells, _data_cells(version, level, mask), 8 * word_count)),
        fixed_bits=int("".join(dark), 2),
        data_counts=counts,
        check_count=blocks[0].total_count - blocks[0].data_count,
        interleaved=itemgetter(*_interleaving(counts)),
    )


def _sources(cells: list[tuple[int, int]], data_cells: list[tuple[int, int]], nothing: int) -> list[int]:
    """For each cell of the bitmap the number of the bit it shows; `nothing` where it shows none."""
    order = {cell: place for place, cell in enumerate(data_cells)}
    return [min(order.get(cell, nothing), nothing) for cell in cells]


def _interleaving(counts: tuple[int, ...]) -> list[int]:
    """The order in which the data words of all blocks are sent: the first of each, the second of each, ..."""
    starts = [sum(counts[:block]) for block in range(len(counts))]
    blocks = list(zip(starts, counts, strict=True))
    return [start + place for place in range(max(counts)) for start, count in blocks if place < count]


def _drawn_without_data(version: int, level: int, mask: int, word_count: int) -> list[list[Any]]:
    code = QRCode(version=version, error_correction=level, border=0, mask_pattern=mask)
    code.data_cache = [0] * word_count
    code.makeImpl(False, mask)
    return [list(row) for row in code.modules]


def _data_cells(version: int, level: int, mask: int) -> list[tuple[int, int]]:
    """The cells that data goes to, in its order: pairs of columns from the right, up and down in turn."""
    code = QRCode(version=version, error_correction=level, border=0, mask_pattern=mask)
    code.modules_count = size = version * 4 + 17
    code.modules = [list(row) for row in precomputed_qr_blanks[version]]
    code.setup_type_info(False, mask)
    if version >= 7:
        code.setup_type_number(False)
    # Column 6 is the timing pattern; the pairs left of it are shifted by one.
    pairs = [right if right > 6 else right - 1 for right in range(size - 1, 0, -2)]
    walks = (range(size - 1, -1, -1) if turn % 2 == 0 else range(size) for turn in range(len(pairs)))
    steps = ((row, c) for right, rows in zip(pairs, walks, strict=True) for row in rows for c in (right, right - 1))
    return [(row, column) for row, column in steps if code.modules[row][column] is None]
