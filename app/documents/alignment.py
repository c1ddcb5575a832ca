"""Where lines stand in their box: said of a table before anything of it is drawn."""

from enum import StrEnum


class Align(StrEnum):
    """Where a line stands in its box; JUSTIFY stretches all lines but the last of a paragraph."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    JUSTIFY = "justify"
