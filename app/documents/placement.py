"""Where ink lands on paper: which layers are printed, and the printer's own error, measured and taken back."""

from dataclasses import dataclass

from app.errors import Refusal
from app.i18n import mark

POINTS_PER_MM = 72 / 25.4
Point = tuple[float, float]


# No printer stretches a sheet by a twentieth: such readings were taken from the wrong edge or mistyped.
_STRETCH_AT_MOST = 0.05


class ReadingsImpossible(Refusal):
    """The readings from a test sheet would mean a stretch that no printer makes."""

    code = "readings_impossible"
    message = mark("These readings cannot be right: the crosses would stand {across} x {down} mm apart.")
    remedy = mark("Measure both crosses again, from the left and the top edge of the paper; print at 100 %.")


@dataclass(frozen=True)
class Layers:
    """What is drawn besides the data: the frame, and the printed words. Both off = overprint on ready-made stock.

    `across` is written large and faint over the sheet, as on a sample.
    """

    background: bool = True
    labels: bool = True
    across: str = ""


@dataclass(frozen=True)
class Offset:
    """A shift in mm to the right and downwards, and a stretch from the sheet's top left corner."""

    dx_mm: float = 0.0
    dy_mm: float = 0.0
    sx: float = 1.0
    sy: float = 1.0

    def matrix(self, page_height_mm: float) -> tuple[float, float, float, float]:
        """The stretch x, y and the shift x, y in points of PDF space, whose origin is the bottom left corner."""
        rise = page_height_mm * (1 - self.sy) - self.dy_mm
        return self.sx, self.sy, self.dx_mm * POINTS_PER_MM, rise * POINTS_PER_MM

    def place(self, point: Point) -> Point:
        """Where this puts a point, in mm from the left and the top."""
        return self.sx * point[0] + self.dx_mm, self.sy * point[1] + self.dy_mm

    @classmethod
    def from_readings(
        cls, near: Point, far: Point, wanted: tuple[Point, Point], *, printed_with: "Offset | None" = None
    ) -> "Offset":
        """The correction for a printer that put two crosses at `near` and `far`, in mm from the left and the top.

        `printed_with` is the correction that the measured sheet already had. Raises ReadingsImpossible.
        """
        sent = [(printed_with or cls()).place(point) for point in wanted]
        across, down = ((far[axis] - near[axis]) / (sent[1][axis] - sent[0][axis]) for axis in (0, 1))
        if max(abs(across - 1), abs(down - 1)) > _STRETCH_AT_MOST:
            raise ReadingsImpossible(across=f"{far[0] - near[0]:g}", down=f"{far[1] - near[1]:g}")
        dx, dy = sent[0][0] - near[0] / across, sent[0][1] - near[1] / down
        return cls(round(dx, 3), round(dy, 3), round(1 / across, 6), round(1 / down, 6))
