"""Pictures from outside, opened with suspicion: JPEG and PNG only, their size known before a dot is unpacked."""

import warnings
from typing import BinaryIO

from PIL import Image

_FORMATS = ("JPEG", "PNG")


class NotAPicture(ValueError):
    """The bytes are no JPEG or PNG, or are cut short."""


class PictureTooLarge(ValueError):
    """The picture would unpack to more dots than allowed."""


def open_picture(stream: BinaryIO, dots_at_most: int) -> Image.Image:
    """The picture, unpacked. Raises NotAPicture, PictureTooLarge."""
    try:
        # The library warns at a size far above our own limit.
        with warnings.catch_warnings(action="ignore"):
            picture = Image.open(stream, formats=_FORMATS)
        if picture.width * picture.height > dots_at_most:
            raise PictureTooLarge(picture.size)
        picture.load()
    except PictureTooLarge:
        raise
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(str(error)) from error
    except (OSError, SyntaxError, EOFError, OverflowError, ValueError) as error:
        # What the library raises on damaged files is no one family; SyntaxError is its word for a broken header.
        raise NotAPicture(str(error)) from error
    return picture
