"""The frame of a certificate as PDF operators: rules, guilloche bands, meanders, rosettes by a template's figures."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.documents.paper import colour_operator
from app.documents.placement import POINTS_PER_MM

Point = tuple[float, float]
Curve = Callable[[float], Point]


@dataclass(frozen=True)
class Ornament:
    """One ornament of a frame: its kind and figures, lengths in mm from the top left corner."""

    kind: str
    colour: str
    width: float
    figures: Mapping[str, Any]

    def __getitem__(self, name: str) -> float:
        return float(self.figures[name])


class _Side(NamedTuple):
    """A side of the frame: where it starts, its direction, its length."""

    x: float
    y: float
    along_x: int
    along_y: int
    length: float

    def at(self, along: float, inwards: float) -> Point:
        """The point so far along this side and so far inside it."""
        x, y = self.x + self.along_x * along, self.y + self.along_y * along
        return x - self.along_y * inwards, y + self.along_x * inwards


def drawing(ornaments: Iterable[Ornament], size_mm: tuple[float, float]) -> str:
    """All ornaments of a sheet as operators."""
    return "\n".join(["q 1 J 1 j", *(_drawn(ornament, size_mm) for ornament in ornaments), "Q"])


def _drawn(ornament: Ornament, size_mm: tuple[float, float]) -> str:
    paths = _KINDS[ornament.kind](ornament, size_mm)
    head = f"{colour_operator(ornament.colour, stroke=True)} {ornament.width * POINTS_PER_MM:.3f} w"
    return "\n".join([head, *(f"{path} S" for path in paths)])


def _rule(ornament: Ornament, size_mm: tuple[float, float]) -> Iterator[str]:
    """A rectangle inside the sheet, its corners cut inwards by quarter circles of `notch`."""
    width, height = size_mm
    inset, notch = ornament["inset"], float(ornament.figures.get("notch", 0))
    yield _closed(list(_notched(inset, inset, width - inset, height - inset, notch)), height)


def _notched(left: float, top: float, right: float, bottom: float, notch: float) -> Iterator[Point]:
    steps = 12 if notch else 0
    for x, y, begin in ((left, top, 90), (right, top, 180), (right, bottom, 270), (left, bottom, 0)):
        for step in range(steps + 1):
            angle = math.radians(begin - 90 * step / max(steps, 1))
            yield x + notch * math.cos(angle), y + notch * math.sin(angle)


def _line(ornament: Ornament, size_mm: tuple[float, float]) -> Iterator[str]:
    ends = [(ornament["x1"], ornament["y1"]), (ornament["x2"], ornament["y2"])]
    yield " ".join(_moves(ends, size_mm[1]))


def _frame(ornament: Ornament, size_mm: tuple[float, float]) -> Iterator[str]:
    x, y, width, height = ornament.figures["box"]
    yield _closed([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], size_mm[1])


def _ring(ornament: Ornament, size_mm: tuple[float, float]) -> Iterator[str]:
    x, y, width, height = ornament.figures["box"]

    def at(t: float) -> Point:
        angle = 2 * math.pi * t
        return x + width / 2 * (1 + math.cos(angle)), y + height / 2 * (1 + math.sin(angle))

    yield _smooth(at, 12, size_mm[1])


def _diamond(ornament: Ornament, size_mm: tuple[float, float]) -> Iterator[str]:
    x, y, r = ornament["x"], ornament["y"], ornament["radius"]
    yield _closed([(x - r, y), (x, y - r), (x + r, y), (x, y + r)], size_mm[1])


def _guilloche(ornament: Ornament, size_mm: tuple[float, float]) -> Iterator[str]:
    """Bands of interlaced waves along the four sides, `gap` mm short of the corners."""
    strands, half = int(ornament["strands"]), ornament["depth"] / 2
    for number in range(strands):
        for side in _sides(size_mm, ornament["inset"] + half, ornament["gap"] - half):
            waves = round(side.length / ornament["wave"])
            curve = _wave(side, half, waves, number / strands)
            yield _smooth(curve, waves * 6, size_mm[1], closed=False)


def _wave(side: _Side, half: float, waves: int, phase: float) -> Curve:
    def at(t: float) -> Point:
        return side.at(t * side.length, half * math.sin(2 * math.pi * (waves * t + phase)))

    return at


def _rosette(ornament: Ornament, size_mm: tuple[float, float]) -> Iterator[str]:
    """A ring of lace between `inner` and `radius`: one wavy circle, repeated with its waves turned a little further."""
    petals, strands = int(ornament["petals"]), int(ornament["strands"])
    middle, sway = (ornament["radius"] + ornament["inner"]) / 2, (ornament["radius"] - ornament["inner"]) / 2

    def strand(phase: float) -> Curve:
        def at(t: float) -> Point:
            angle = 2 * math.pi * t
            reach = middle + sway * math.cos(petals * angle + 2 * math.pi * phase)
            return ornament["x"] + reach * math.sin(angle), ornament["y"] - reach * math.cos(angle)

        return at

    for number in range(strands):
        yield _smooth(strand(number / strands), petals * 6, size_mm[1])


def _meander(ornament: Ornament, size_mm: tuple[float, float]) -> Iterator[str]:
    """The square spiral of old bronzes (回纹), repeated along all four sides."""
    depth = ornament["depth"]
    for side in _sides(size_mm, ornament["inset"], depth):
        count = round(side.length / depth)
        for number in range(count):
            spiral = _spiral(side.length / count, depth, number)
            yield " ".join(_moves([side.at(along, across) for along, across in spiral], size_mm[1]))


def _sides(size_mm: tuple[float, float], inset: float, gap: float) -> tuple[_Side, ...]:
    """The four sides, clockwise, each `gap` short of both corners."""
    width, height = size_mm
    across, down = width - 2 * (inset + gap), height - 2 * (inset + gap)
    return (
        _Side(inset + gap, inset, 1, 0, across),
        _Side(width - inset, inset + gap, 0, 1, down),
        _Side(width - inset - gap, height - inset, -1, 0, across),
        _Side(inset, height - inset - gap, 0, -1, down),
    )


def _spiral(pitch: float, depth: float, number: int) -> list[Point]:
    """One turn: along the side it takes `pitch`, towards the middle `depth`."""
    stops = ((0, 6), (0, 0), (6, 0), (6, 5), (2, 5), (2, 2), (4, 2), (4, 3.4))
    start = number * pitch + pitch / 12
    return [(start + a * pitch / 7.2, b * depth / 7 + depth / 14) for a, b in stops]


def _smooth(curve: Curve, steps: int, page_height: float, *, closed: bool = True) -> str:
    """A curve over t in 0..1 as Bezier arcs whose tangents are the curve's own."""
    near = 1e-5
    reach = 1 / (6 * near * steps)
    arcs = []
    for step in range(steps):
        start, end = step / steps, (step + 1) / steps
        first = _ahead(curve(start), curve(start - near), curve(start + near), reach)
        second = _ahead(curve(end), curve(end + near), curve(end - near), reach)
        arcs.append(" ".join([*(_place(point, page_height) for point in (first, second, curve(end))), "c"]))
    return " ".join([f"{_place(curve(0.0), page_height)} m", *arcs, *(["h"] if closed else [])])


def _ahead(point: Point, before: Point, after: Point, reach: float) -> Point:
    return point[0] + (after[0] - before[0]) * reach, point[1] + (after[1] - before[1]) * reach


def _closed(points: list[Point], page_height: float) -> str:
    return " ".join([*_moves(points, page_height), "h"])


def _moves(points: list[Point], page_height: float) -> Iterator[str]:
    for number, point in enumerate(points):
        yield f"{_place(point, page_height)} {'l' if number else 'm'}"


def _place(point: Point, page_height: float) -> str:
    return f"{point[0] * POINTS_PER_MM:.2f} {(page_height - point[1]) * POINTS_PER_MM:.2f}"


_KINDS: dict[str, Callable[[Ornament, tuple[float, float]], Iterator[str]]] = {
    "rule": _rule,
    "line": _line,
    "frame": _frame,
    "ring": _ring,
    "diamond": _diamond,
    "guilloche": _guilloche,
    "rosette": _rosette,
    "meander": _meander,
}
