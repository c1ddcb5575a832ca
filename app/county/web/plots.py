"""Plots as SVG made here: bars with their figures beside them, two shades that stay apart in print without colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.county.readings.training import Line

STATION_WORDS = "乡村人才振兴工作站"
"""What nearly every station is called besides its town: left out where there is little room."""
_WIDTH, _ROW, _BAR = 440, 27, 9
_FIGURES = 110
_HEIGHT, _FOOT, _TOP, _LEFT = 136, 18, 14, 28


@dataclass(frozen=True)
class Plot:
    """A plot, the words that say what it shows, and the same figures as lines for a table."""

    title: str
    svg: Markup
    lines: tuple[Line, ...]
    first: str

    @property
    def has_targets(self) -> bool:
        """Whether any line has a target."""
        return any(line.target for line in self.lines)


def bars(title: str, first: str, lines: Sequence[Line], label_width: int = 104) -> Plot:
    """A bar for the person-times of each line, a dark one in it for the persons, a stroke where the target is."""
    most = max((max(line.count.enrolments, line.target) for line in lines), default=0) or 1
    room = _WIDTH - label_width - _FIGURES
    parts = [_bar(at, line, label_width, room / most) for at, line in enumerate(lines)]
    return Plot(title, _svg(title, _WIDTH, max(1, len(lines)) * _ROW + 2, parts), tuple(lines), first)


def columns(title: str, first: str, lines: Sequence[Line]) -> Plot:
    """Two columns for each line, such as a month: person-times and persons."""
    most = _ceiling(max((line.count.enrolments for line in lines), default=0))
    room, step = _HEIGHT - _TOP - _FOOT, (_WIDTH - _LEFT) / max(1, len(lines))
    scale = [_rule(most * part // 2, _HEIGHT - _FOOT - room * part / 2) for part in (0, 1, 2)]
    parts = [_column(_LEFT + at * step, step, line, room / most) for at, line in enumerate(lines)]
    return Plot(title, _svg(title, _WIDTH, _HEIGHT, [*scale, *parts]), tuple(lines), first)


def _bar(at: int, line: Line, left: int, scale: float) -> str:
    top, count = at * _ROW + 4, line.count
    told = f"{count.people} / {count.enrolments}"
    end = left + max(count.enrolments, 0) * scale
    target = ""
    if line.target:
        x = left + line.target * scale
        target = f'<path class="target" d="M{x:.1f} {top - 3}v{2 * _BAR + 6}"/>'
        end, told = max(end, x), f"{told}　{_percent(count.enrolments, line.target)}"
    name = escape(_short(line.label, left))
    return (
        f'<text class="name" x="{left - 8}" y="{top + _BAR + 4}" text-anchor="end">{name}</text>'
        f'<rect class="times" x="{left}" y="{top}" width="{count.enrolments * scale:.1f}" height="{2 * _BAR}" rx="2"/>'
        f'<rect class="people" x="{left}" y="{top + _BAR}" width="{count.people * scale:.1f}" height="{_BAR}" rx="2"/>'
        f'{target}<text class="figure" x="{end + 6:.1f}" y="{top + _BAR + 4}">{told}</text>'
    )


def _column(left: float, step: float, line: Line, scale: float) -> str:
    foot, wide = _HEIGHT - _FOOT, step * 0.3
    times, people = line.count.enrolments * scale, line.count.people * scale
    middle = left + step / 2
    figure = f'<text class="figure" x="{middle:.1f}" y="{foot - times - 4:.1f}" text-anchor="middle">{{}}</text>'
    return (
        f"{_rect('people', middle - wide, foot - people, wide, people)}"
        f"{_rect('times', middle, foot - times, wide, times)}"
        f"{figure.format(line.count.enrolments) if line.count.enrolments else ''}"
        f'<text class="name" x="{middle:.1f}" y="{_HEIGHT - 5}" text-anchor="middle">{escape(line.label)}</text>'
    )


def _rect(look: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _rule(value: int, y: float) -> str:
    return (
        f'<path class="rule" d="M{_LEFT} {y:.1f}H{_WIDTH}"/>'
        f'<text class="name" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
    )


def _svg(title: str, width: int, height: int, parts: Sequence[str]) -> Markup:
    # Every text in it is escaped where it is written; the rest is figures.
    head = f'<svg class="plot" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704 - see above


def _ceiling(value: int) -> int:
    """The next round even number, so that the rule in the middle is a whole one."""
    step = 10
    while step * 10 < value:
        step *= 10
    return max(10, -(-value // step) * step)


def _short(text: str, width: int) -> str:
    most = max(4, (width - 6) // 13)
    plain = text.removesuffix(STATION_WORDS)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _percent(done: int, target: int) -> str:
    return f"{done * 100 // target}%"
