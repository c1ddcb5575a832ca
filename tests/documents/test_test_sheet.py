import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents import test_sheet as sheet_for_tests
from app.documents.placement import Offset, ReadingsImpossible
from tests.documents.makers import DOTS_PER_MM, said_by_pdfium, seen

WANTED = (sheet_for_tests.NEAR, sheet_for_tests.FAR)


def printed(offset: Offset | None = None) -> bytes:
    out = io.BytesIO()
    sheet_for_tests.render(out, offset)
    return out.getvalue()


def cross_at(pdf: bytes, near: tuple[float, float]) -> tuple[float, float]:
    """Where the middle of the cross near this place is, in mm, read off the ink."""
    picture = seen(pdf)
    left, top = ((edge - 7) * DOTS_PER_MM for edge in near)
    part = picture.crop((round(left), round(top), round(left + 14 * DOTS_PER_MM), round(top + 14 * DOTS_PER_MM)))
    dark = part.point(lambda tone: 255 if tone < 128 else 0)
    columns = dark.resize((part.width, 1), 4).tobytes()
    rows = dark.resize((1, part.height), 4).tobytes()
    x = sum(place for place, tone in enumerate(columns) if tone > 140) / sum(tone > 140 for tone in columns)
    y = sum(place for place, tone in enumerate(rows) if tone > 140) / sum(tone > 140 for tone in rows)
    return (round(left) + x + 0.5) / DOTS_PER_MM, (round(top) + y + 0.5) / DOTS_PER_MM


@pytest.mark.parametrize("place", WANTED)
def test_the_crosses_stand_where_the_sheet_says(place):
    assert cross_at(printed(), place) == pytest.approx(place, abs=0.1)


def test_an_offset_moves_the_crosses_by_as_much():
    x, y = cross_at(printed(Offset(2.5, -1.2)), (32.5, 28.8))

    assert (x, y) == pytest.approx((32.5, 28.8), abs=0.1)


shifts = st.builds(Offset, st.floats(-6, 6), st.floats(-6, 6), st.floats(0.97, 1.03), st.floats(0.97, 1.03))


@given(printer=shifts, correction=st.one_of(st.just(Offset()), shifts))
def test_the_correction_takes_back_whatever_the_printer_does(printer, correction):
    readings = [printer.place(correction.place(cross)) for cross in WANTED]

    found = Offset.from_readings(*readings, WANTED, printed_with=correction)

    for cross in WANTED:
        assert printer.place(found.place(cross)) == pytest.approx(cross, abs=0.01)


@pytest.mark.parametrize("far", [sheet_for_tests.NEAR, (267, 30), (30, 180), (26.7, 18.0), (180, 267)])
def test_readings_that_no_printer_makes_are_refused(far):
    with pytest.raises(ReadingsImpossible):
        Offset.from_readings(sheet_for_tests.NEAR, far, WANTED)


def test_the_sheet_tells_the_correction_it_was_printed_with():
    said = said_by_pdfium(printed(Offset(2.5, -1.2)))

    assert "2.5" in said
    assert "-1.2" in said


def test_the_same_correction_gives_the_same_sheet(tmp_path):
    sheet_for_tests.render(tmp_path / "sheet.pdf", Offset(1, 1))

    assert (tmp_path / "sheet.pdf").read_bytes() == printed(Offset(1, 1))
