import random

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.documents import templates
from app.documents.certificates import render_one
from tests.documents.makers import credential_text, make_sheet, seen

DPI = 200
DOTS = DPI / 25.4


def photographed(code: Image.Image, chance: random.Random, stain: float) -> Image.Image:
    """The code as a phone sees it: held aslant and askew, a little out of focus, grainy, in bad light, with a stain."""
    picture = stained(code, chance, stain)
    picture = picture.rotate(chance.uniform(-25, 25), Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    picture = tilted(picture, chance, 0.05)
    picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0, 0.09) * DOTS))
    return grainy(picture, chance)


def stained(code: Image.Image, chance: random.Random, share: float) -> Image.Image:
    """A round spot over part of the data, clear of the three corner marks."""
    picture = code.copy()
    side = picture.width
    radius = side * (share / 3.1416) ** 0.5
    x, y = (side * chance.uniform(0.45, 0.62) for _ in "xy")
    ImageDraw.Draw(picture).ellipse(
        (x - radius, y - radius, x + radius, y + radius), fill=chance.choice((60, 160, 235))
    )
    return picture


def tilted(picture: Image.Image, chance: random.Random, most: float) -> Image.Image:
    width, height = picture.size
    lean, nod = (chance.uniform(-most, most) / size for size in picture.size)
    factors = (1 + chance.uniform(0, most), 0, 0, 0, 1 + chance.uniform(0, most), 0, lean, nod)
    return picture.transform(
        (width, height), Image.Transform.PERSPECTIVE, factors, Image.Resampling.BICUBIC, fillcolor=255
    )


def grainy(picture: Image.Image, chance: random.Random) -> Image.Image:
    grain = Image.frombytes("L", picture.size, chance.randbytes(picture.width * picture.height))
    lit = ImageChops.multiply(
        picture, Image.linear_gradient("L").resize(picture.size).point(lambda tone: 170 + tone // 3)
    )
    return Image.blend(lit, grain, 0.16)


def code_on_paper(text: str, template: str) -> Image.Image:
    box = templates.load(template, 1).code_box
    page = seen(render_one(make_sheet(template=template, credential_text=text)), dpi=DPI)
    return page.crop([round(edge * DOTS) for edge in (box.x, box.y, box.x + box.width, box.y + box.height)])


def readings(stain: float, sample: int) -> list[bool | None]:
    """For each photograph: read right, misread (False), or not read (None)."""
    chance = random.Random(20261121)
    results: list[bool | None] = []
    for number in range(sample // 20):
        text = credential_text(number, chance.choice((411, 440, 470)))
        code = code_on_paper(text, ("completion", "training_pass")[number % 2])
        for _ in range(20):
            found = zxingcpp.read_barcodes(photographed(code, chance, stain), formats=zxingcpp.BarcodeFormat.QRCode)
            results.append(found[0].text == text if found and found[0].valid else None)
    return results


def test_phones_read_ninety_nine_of_a_hundred_moderately_damaged_codes_and_misread_none():
    results = readings(stain=0.08, sample=200)

    assert results.count(True) >= 0.99 * 200
    assert results.count(False) == 0


def test_codes_stained_over_a_third_are_not_read_and_never_misread():
    results = readings(stain=0.36, sample=40)

    assert results.count(True) == 0
    assert results.count(False) == 0


@pytest.mark.parametrize("template", ["completion", "training_pass"])
def test_the_quiet_zone_round_the_code_is_white(template):
    code = code_on_paper(credential_text(), template)

    quiet = round(4 * 6 * 25.4 / 300 * DOTS) - 2
    edges = [
        code.crop((0, 0, code.width, quiet)),
        code.crop((0, code.height - quiet, code.width, code.height)),
        code.crop((0, 0, quiet, code.height)),
        code.crop((code.width - quiet, 0, code.width, code.height)),
    ]

    assert {edge.getextrema() for edge in edges} == {(255, 255)}
