"""Photos of trainees: what becomes of a picture file, where it is kept, and that it is drawn on the certificate."""

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageColor

from app.documents import certificates, templates
from app.documents.issued_pages import sheet_of
from app.documents.photos import Cut, NotAPhoto, PhotoTooLarge, cut_photo, look_at, read_photo
from app.errors import Refusal
from app.ledger.certificate_pages import page_of
from app.ledger.certificate_register import certificate_numbered
from app.ledger.history import read_history
from app.ledger.issuing import Order, issue
from app.ledger.photos import PhotoTooHeavy, photo_of
from app.models.ledger import Ledger
from tests.makers import add_trainee
from tests.makers_certificates import PRINTER, MakeBelieveCounty, make_class
from tests.makers_people import remove_photo, set_photo

WHOLE = Cut(0, 0, 1, 1)


def picture(size: tuple[int, int] = (400, 560), left: str = "white", right: str = "white", **saved: object) -> bytes:
    """A picture whose left half and right half differ."""
    made = Image.new("RGB", size, left)
    made.paste(Image.new("RGB", (size[0] // 2, size[1]), right), (size[0] // 2, 0))
    out = io.BytesIO()
    made.save(out, "JPEG", **saved)
    return out.getvalue()


def test_a_photo_lying_on_its_side_is_turned_upright_and_loses_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "camera of somebody"
    lying = picture((560, 400), left="black", right="white", exif=exif)

    kept = Image.open(io.BytesIO(cut_photo(lying, WHOLE)))

    assert kept.size == (413, 578)
    assert not kept.getexif()
    assert kept.getpixel((200, 20))[0] < 60
    assert kept.getpixel((200, 550))[0] > 200


def test_only_the_part_in_the_frame_is_kept():
    halves = picture(left="black", right="white")

    left, right = (cut_photo(halves, Cut(at, 0.25, 0.5, 0.5)) for at in (0.0, 0.5))

    shades = [Image.open(io.BytesIO(each)).convert("L").getpixel((200, 300)) for each in (left, right)]
    assert shades[0] < 40
    assert shades[1] > 220


def test_a_dark_wall_and_a_small_picture_are_seen():
    assert look_at(picture(left="white", right="white")).is_light
    assert not look_at(picture(left="gray", right="white")).is_light
    assert look_at(picture((100, 140))).size == (100, 140)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff", picture()[:300]])
def test_what_is_no_whole_picture_is_refused_by_name(data):
    with pytest.raises(NotAPhoto) as told:
        cut_photo(data, WHOLE, "张三.jpg")

    assert "张三.jpg" in told.value.sentence()


def test_a_picture_that_would_unpack_to_gigabytes_is_refused():
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")

    with pytest.raises(PhotoTooLarge):
        look_at(out.getvalue())


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(NotAPhoto):
        read_photo(tmp_path / "none.jpg")


def test_the_photo_is_kept_changed_and_taken_away_and_the_journal_tells(ledger):
    trainee = add_trainee(ledger)
    first, second = cut_photo(picture(), WHOLE), cut_photo(picture(left="black"), WHOLE)
    set_photo(ledger, trainee, first)
    set_photo(ledger, trainee, second)
    kept = photo_of(ledger, trainee)
    remove_photo(ledger, trainee)

    assert kept == second
    assert photo_of(ledger, trainee) is None
    assert [line.action for line in read_history(ledger, row_id=trainee)][:3] == ["trainee.photo"] * 3


def test_a_photo_that_would_swell_the_ledger_is_refused(ledger):
    trainee = add_trainee(ledger)

    with pytest.raises(PhotoTooHeavy) as told:
        set_photo(ledger, trainee, bytes(500_000))

    assert isinstance(told.value, Refusal)
    assert photo_of(ledger, trainee) is None


def test_the_photo_is_drawn_on_the_certificate_and_a_later_one_changes_nothing(ledger):
    MakeBelieveCounty().enrol(ledger)
    made = make_class(ledger, 1)
    first = cut_photo(picture(left="black"), WHOLE)
    set_photo(ledger, made.trainee_ids[0], first)
    number = issue(ledger, PRINTER, Order(class_id=made.id)).certificates[0].number
    set_photo(ledger, made.trainee_ids[0], cut_photo(picture(), WHOLE))

    with ledger.reading() as session:
        page = page_of(session, certificate_numbered(session, number))

    assert page.photo == first
    assert PRINTER.page_sha256(page)


def test_each_certificate_shows_the_photo_of_its_holder_the_right_way_up(ledger, tmp_path):
    MakeBelieveCounty().enrol(ledger)
    made = make_class(ledger, 2)
    for trainee, hair in zip(made.trainee_ids, ("red", "blue"), strict=True):
        set_photo(ledger, trainee, cut_photo(halved(above=hair, below="yellow"), WHOLE))

    issued = issue(ledger, PRINTER, Order(class_id=made.id)).certificates

    holders = dict(zip(made.trainee_ids, ("red", "blue"), strict=True))
    drawn = {row.trainee_id: photo_drawn(ledger, row.number) for row in issued}
    assert drawn == {trainee: (hair, "yellow") for trainee, hair in holders.items()}


def halved(above: str, below: str) -> bytes:
    """A picture whose upper and lower half differ; the camera lay on its side."""
    made = Image.new("RGB", (400, 560), above)
    made.paste(Image.new("RGB", (400, 280), below), (0, 280))
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 8  # turned a quarter to the left when it was taken
    made.transpose(Image.Transpose.ROTATE_270).save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def photo_drawn(ledger: Ledger, number: str) -> tuple[str, str]:
    """The colours in the upper and the lower half of the photo on a certificate, seen on the page itself."""
    with ledger.reading() as session:
        sheet = sheet_of(page_of(session, certificate_numbered(session, number)))
    box = templates.load(sheet.template_id, sheet.template_version).photo_box
    page = pypdfium2.PdfDocument(certificates.render_one(sheet))[0].render(scale=2).to_pil().convert("RGB")
    dots = 2 * 72 / 25.4
    middle, heights = (box.x + box.width / 2) * dots, (box.y + box.height * part for part in (0.25, 0.75))
    return tuple(colour_named(page.getpixel((int(middle), int(height * dots)))) for height in heights)


def colour_named(shade: tuple[int, int, int]) -> str:
    """The nearest of the colours the pictures are made of."""
    known = {name: ImageColor.getrgb(name) for name in ("red", "blue", "yellow", "white", "black")}
    return min(known, key=lambda name: sum(abs(one - other) for one, other in zip(known[name], shade, strict=True)))
