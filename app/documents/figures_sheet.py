"""The figures of a year on one sheet: bars by month, bars of the skill groups, and the same figures as tables."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from app.documents.alignment import Align
from app.documents.atomic_file import whole_file
from app.documents.fonts import HEI, SONG, SONG_BOLD
from app.documents.paper import A4_PORTRAIT, Paper, colour_operator
from app.documents.typesetting import Box, Stand, TextStyle, set_text
from app.ledger.figures_training import Count, GroupCount, TrainingFigures

# Printed words: in Chinese whatever the screen speaks.
_TITLE, _COUNTED = "{year}年培训情况", "统计日期：{day}"
_ALL, _TOTAL, _MONTH = "合计", "全年（人数不重复计）", "{month}月"
_NOTE = "按开班日期统计，不含中途退出和取消的班；人次为报名次数，人数同一人只计一次。"
_MONTHS = ("月份", "人数", "人次", "结业")
_GROUPS = ("技能类别", "人数", "人次", "结业", "年度任务（人次）", "完成率")
_INK, _GREY, _FAINT, _DEEP, _LIGHT = "#1b1b1b", "#666666", "#dddddd", "#1d7a55", "#a9d3bd"
_LEFT, _WIDTH, _LINE = 20.0, 170.0, 6.6


def render(figures: TrainingFigures, station: str, day: date, out: BinaryIO | Path) -> None:
    """Write the sheet as PDF. Raises DiskFull, FileNotWritable."""
    if isinstance(out, Path):
        with whole_file(out) as stream:
            _Sheet(figures, stream).draw_all(station, day)
    else:
        _Sheet(figures, out).draw_all(station, day)


class _Sheet:
    """Draws from the top down; `y` is how far it has come, in mm."""

    def __init__(self, figures: TrainingFigures, stream: BinaryIO) -> None:
        self.figures = figures
        self.title = _TITLE.format(year=figures.year)
        self.paper = Paper(stream, A4_PORTRAIT, self.title)
        self.y = 16.0

    def draw_all(self, station: str, day: date) -> None:
        """The whole sheet."""
        self.paper.begin_sheet()
        self._write(self.title, Box(_LEFT, self.y, _WIDTH, 10), SONG_BOLD, 20, Align.CENTRE)
        self.y += 12
        self._write(station, Box(_LEFT, self.y, _WIDTH, 6), SONG, 11)
        counted = _COUNTED.format(day=f"{day.year}年{day.month}月{day.day}日")
        self._write(counted, Box(_LEFT, self.y, _WIDTH, 6), SONG, 11, Align.RIGHT)
        self.y += 10
        self._month_bars(58.0)
        self._group_bars()
        self._tables()
        self._write(_NOTE, Box(_LEFT, self.y + 1, _WIDTH, 6), SONG, 9)
        self.paper.end_sheet()
        self.paper.save()

    def _month_bars(self, height: float) -> None:
        """Enrolments dark, people light; each with its figure above."""
        most = max((month.enrolments for month in self.figures.months), default=0) or 1
        base, share = self.y + height - 6, _WIDTH / 12
        self._legend(self.y)
        self._fill(Box(_LEFT, base, _WIDTH, 0.2), _GREY)
        for place, month in enumerate(self.figures.months):
            left = _LEFT + place * share
            for at, (value, colour) in enumerate(((month.enrolments, _DEEP), (month.people, _LIGHT))):
                if not value:
                    continue
                tall = (height - 20) * value / most
                self._fill(Box(left + 2.6 + at * 4.6, base - tall, 4.4, tall), colour)
                self._write(str(value), Box(left + 0.6 + at * 4.6, base - tall - 4, 8.4, 4), HEI, 6.5, Align.CENTRE)
            self._write(_MONTH.format(month=place + 1), Box(left, base + 0.8, share, 5), SONG, 9, Align.CENTRE)
        self.y += height + 4

    def _legend(self, top: float) -> None:
        for at, (word, colour) in enumerate((("人次", _DEEP), ("人数", _LIGHT))):
            self._fill(Box(_LEFT + at * 18, top + 1, 4, 3), colour)
            self._write(word, Box(_LEFT + 5 + at * 18, top, 12, 5), SONG, 9)

    def _group_bars(self) -> None:
        """Completed dark, under way light, the target a line across."""
        rows = (*self.figures.groups, self.figures.whole) if self.figures.whole.target else self.figures.groups
        most = max((max(row.count.enrolments, row.target) for row in rows), default=0) or 1
        for row in rows:
            self._group_bar(row, most)
            self.y += 8
        self.y += 4

    def _group_bar(self, row: GroupCount, most: int) -> None:
        space = _WIDTH - 70
        self._write(row.label or _ALL, Box(_LEFT, self.y, 24, 6), SONG, 10)
        for value, colour in ((most, _FAINT), (row.count.enrolments, _LIGHT), (row.count.completed, _DEEP)):
            self._fill(Box(_LEFT + 25, self.y + 1.5, space * value / most, 3), colour)
        if row.target:
            self._fill(Box(_LEFT + 25 + space * row.target / most - 0.3, self.y, 0.6, 6), _INK)
        told = f"结业 {row.count.completed} / {row.count.enrolments} 人次"
        told += f"，任务 {row.target}" if row.target else ""
        self._write(told, Box(_LEFT + 26 + space, self.y, 44, 6), SONG, 8.5, Align.RIGHT)

    def _tables(self) -> None:
        months = [
            (_MONTH.format(month=number), *_figures(count)) for number, count in enumerate(self.figures.months, 1)
        ]
        self._table(_MONTHS, [*months, (_TOTAL, *_figures(self.figures.whole.count))], (2.0, 1.0, 1.0, 1.0))
        groups = [
            (row.label or _ALL, *_figures(row.count), str(row.target or ""), _share(row))
            for row in (*self.figures.groups, self.figures.whole)
        ]
        self._table(_GROUPS, groups, (1.4, 1.0, 1.0, 1.0, 1.4, 1.0))

    def _table(self, heading: Sequence[str], rows: Sequence[Sequence[str]], weights: Sequence[float]) -> None:
        """Ruled, the heading in bold; figures stand in the middle of their cells."""
        top, lefts = self.y, [_LEFT]
        for weight in weights:
            lefts.append(lefts[-1] + _WIDTH * weight / sum(weights))
        for number, row in enumerate((heading, *rows)):
            for text, left, right in zip(row, lefts, lefts[1:], strict=False):
                role = HEI if number == 0 else SONG
                self._write(text, Box(left + 1, self.y, right - left - 2, _LINE), role, 10, Align.CENTRE)
            self._fill(Box(_LEFT, self.y, _WIDTH, 0.2), _INK)
            self.y += _LINE
        self._fill(Box(_LEFT, self.y, _WIDTH, 0.2), _INK)
        for left in lefts:
            self._fill(Box(left - 0.1, top, 0.2, self.y - top), _INK)
        self.y += 5

    def _fill(self, box: Box, colour: str) -> None:
        # A rectangle without width is drawn as a hairline by every viewer.
        if box.width <= 0:
            return
        self.paper.draw(f"q {colour_operator(colour)} {self.paper.rectangle(box)} f Q")

    def _write(self, text: str, box: Box, role: str, size: float, align: Align = Align.LEFT) -> None:
        style = TextStyle(role, size, 5, 1.1, align=align, stand=Stand.MIDDLE, one_line=True)
        self.paper.draw(self.paper.operators_of(set_text(text, style, box), _INK))


def _figures(count: Count) -> tuple[str, str, str]:
    return str(count.people), str(count.enrolments), str(count.completed)


def _share(row: GroupCount) -> str:
    return f"{row.count.completed * 100 // row.target}%" if row.target else ""
