"""Photos of trainees: opened with suspicion, cut to the 25 x 35 mm of a certificate, kept as a small plain JPEG."""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, ImageStat

from app.documents.pictures import NotAPicture, PictureTooLarge, open_picture
from app.errors import Refusal
from app.i18n import mark
from app.models.own_files import refuse_own_file

SIZE = (413, 578)  # 25 x 35 mm at 420 dpi
LEAST = (295, 413)  # the same at 300 dpi: less is told
MOST_DOTS, MOST_BYTES, QUALITY = 60_000_000, 40_000_000, 88
WHITE = 200  # of 255: the edge of a photo before a white wall is at least as light


class NotAPhoto(Refusal):
    """The file is no picture that can be used."""

    code = "not_a_photo"
    message = mark("“{file}” is no JPEG or PNG picture that can be read.")
    remedy = mark("Choose a photo file, or take the photo again and save it as JPEG.")


class PhotoTooLarge(Refusal):
    """The picture has too many dots."""

    code = "photo_too_large"
    message = mark("“{file}” is larger than any photo needs to be.")
    remedy = mark("Save it smaller, then choose it again.")


@dataclass(frozen=True)
class Cut:
    """What of the picture is kept: the left, top, width and height, in parts of the picture's own (0 to 1)."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Looked:
    """A picture upright, nothing but its dots (PNG); its full size in dots, and whether its background is light."""

    png: bytes
    size: tuple[int, int]
    is_light: bool


def read_photo(path: Path) -> bytes:
    """The bytes of a photo file. Raises NotAPhoto, PhotoTooLarge, OwnFile."""
    refuse_own_file(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PhotoTooLarge(file=path.name)
        return path.read_bytes()
    except OSError as error:
        raise NotAPhoto(file=path.name) from error


def look_at(data: bytes, name: str = "", most: int = 1600) -> Looked:
    """The picture turned upright, at most so many dots on its longer side. Raises NotAPhoto, PhotoTooLarge."""
    picture = _upright(data, name)
    is_light = _edge_is_light(picture)
    size = picture.size
    picture.thumbnail((most, most))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return Looked(out.getvalue(), size, is_light)


def cut_photo(data: bytes, cut: Cut, name: str = "") -> bytes:
    """The cut as a JPEG of 413 x 578 dots, without any data of the camera. Raises NotAPhoto, PhotoTooLarge."""
    picture = _upright(data, name)
    across, down = picture.size
    box = (cut.left * across, cut.top * down, (cut.left + cut.width) * across, (cut.top + cut.height) * down)
    piece = picture.resize(SIZE, Image.Resampling.LANCZOS, box=_within(box, picture.size))
    out = io.BytesIO()
    piece.save(out, "JPEG", quality=QUALITY, dpi=(420, 420))
    return out.getvalue()


def _upright(data: bytes, name: str) -> Image.Image:
    try:
        picture = open_picture(io.BytesIO(data), MOST_DOTS)
        turned = ImageOps.exif_transpose(picture)
        if turned.mode in ("RGBA", "LA", "P"):
            turned = turned.convert("RGBA")
            turned = Image.alpha_composite(Image.new("RGBA", turned.size, "white"), turned)
        return turned.convert("RGB")
    except PictureTooLarge as error:
        raise PhotoTooLarge(file=name) from error
    except (NotAPicture, OSError, ValueError, SyntaxError) as error:
        raise NotAPhoto(file=name) from error


def _within(box: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return max(0.0, left), max(0.0, top), min(float(size[0]), right), min(float(size[1]), bottom)


def _edge_is_light(picture: Image.Image) -> bool:
    """Whether the upper corners, where no head is, are as light as a white wall."""
    across, down = picture.size
    part = max(1, across // 10), max(1, down // 6)
    corners = ((0, 0, *part), (across - part[0], 0, across, part[1]))
    return all(min(ImageStat.Stat(picture.crop(corner)).mean) >= WHITE for corner in corners)
