import io
import random
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from app.documents import scanning
from app.documents.certificates import render, render_one
from app.documents.pdf_pages import page_sizes
from tests.documents.makers import credential_text, make_sheet, seen


def keep(path, data: bytes):
    path.write_bytes(data)
    return path


def as_picture(form: str) -> bytes:
    out = io.BytesIO()
    seen(render_one(make_sheet()), dpi=200).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_scanned_certificate_is_read(form, tmp_path):
    assert scanning.read_codes(keep(tmp_path / "scan", as_picture(form))) == [credential_text()]


@pytest.mark.parametrize("turn", [90, 180, 270, 7])
def test_it_may_lie_on_the_glass_any_way(turn, tmp_path):
    page = seen(render_one(make_sheet()), dpi=200).rotate(turn, expand=True, fillcolor=255)
    page.save(tmp_path / "scan.png")

    assert scanning.read_codes(tmp_path / "scan.png") == [credential_text()]


def test_the_pages_of_a_pdf_are_read_one_by_one(tmp_path):
    texts = [credential_text(number) for number in range(3)]
    render([make_sheet(credential_text=text) for text in texts], tmp_path / "class.pdf")

    assert scanning.count_pages(tmp_path / "class.pdf") == 3
    assert list(scanning.read_pages(tmp_path / "class.pdf")) == [[text] for text in texts]


def test_a_picture_in_memory_is_read_like_one_in_a_file():
    assert scanning.read_picture(as_picture("PNG"), "clipboard") == [credential_text()]
    with pytest.raises(scanning.UnreadableFile):
        scanning.read_picture(b"no picture", "clipboard")


def test_a_pdf_under_a_password_says_so(tmp_path):
    locked = PdfWriter(clone_from=io.BytesIO(render_one(make_sheet())))
    locked.encrypt("geheim", "owner")
    locked.write(tmp_path / "locked.pdf")

    for read in (scanning.read_codes, scanning.count_pages):
        with pytest.raises(scanning.FileLocked) as refusal:
            read(tmp_path / "locked.pdf")

    assert "locked.pdf" in str(refusal.value)


def test_two_threads_may_read_pdfs_at_once(tmp_path):
    render([make_sheet(credential_text=credential_text(number)) for number in range(4)], tmp_path / "class.pdf")

    with ThreadPoolExecutor(2) as pool:
        codes = pool.submit(scanning.read_codes, tmp_path / "class.pdf")
        sizes = [pool.submit(page_sizes, tmp_path / "class.pdf") for _ in range(20)]

    assert len(codes.result()) == 4
    assert {len(each.result()) for each in sizes} == {4}


def test_paper_without_a_code_has_no_codes(tmp_path):
    Image.new("L", (800, 600), 255).save(tmp_path / "white.png")

    assert scanning.read_codes(tmp_path / "white.png") == []
    assert scanning.count_pages(tmp_path / "white.png") == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"%PDF-1.7\n",
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01",
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused(data, tmp_path):
    with pytest.raises(scanning.UnreadableFile) as refusal:
        scanning.read_codes(keep(tmp_path / "file", data))

    assert refusal.value.figures["file"] == "file"


@pytest.mark.parametrize(
    ("original", "times"),
    [(as_picture("PNG"), 25), (as_picture("JPEG"), 25), (render_one(make_sheet()), 8)],  # a PDF costs a child each time
    ids=["png", "jpeg", "pdf"],
)
def test_damaged_files_are_read_or_refused_but_never_crash(original, times, tmp_path):
    chance = random.Random(4)
    outcomes = set()

    for _ in range(times):
        data = bytearray(original[: chance.randrange(10, len(original))] if chance.random() < 0.5 else original)
        for _ in range(chance.randrange(1, 60)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            codes = scanning.read_codes(keep(tmp_path / "file", bytes(data)))
            outcomes.add("read" if codes else "empty")
            assert set(codes) <= {credential_text()}
        except (scanning.UnreadableFile, scanning.FileTooLarge, scanning.FileTooHard):
            outcomes.add("refused")

    assert "refused" in outcomes


@pytest.mark.parametrize("side", [10_000, 60_000])
def test_a_picture_that_would_unpack_to_gigabytes_is_refused_unopened(side, tmp_path):
    heading = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + heading + struct.pack(">I", zlib.crc32(heading))
    bomb = keep(tmp_path / "bomb.png", b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + b"\0" * 40)

    with pytest.raises(scanning.FileTooLarge):
        scanning.read_codes(bomb)


def test_a_picture_with_a_remark_that_would_unpack_to_megabytes_is_refused(tmp_path):
    width_and_height = struct.pack(">IIBBBBB", 10, 10, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", width_and_height), (b"zTXt", b"Comment\0\0" + zlib.compress(bytes(20_000_000))))
    dots = ((b"IDAT", zlib.compress(bytes(30))), (b"IEND", b""))
    png = [
        struct.pack(">I", len(d)) + kind + d + struct.pack(">I", zlib.crc32(kind + d)) for kind, d in (*parts, *dots)
    ]

    with pytest.raises(scanning.UnreadableFile):
        scanning.read_codes(keep(tmp_path / "file.png", b"\x89PNG\r\n\x1a\n" + b"".join(png)))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device without an end is named otherwise here")
def test_a_device_that_never_ends_is_refused_unread():
    with pytest.raises(scanning.UnreadableFile):
        scanning.read_codes(Path("/dev/zero"))


def test_a_huge_page_is_looked_at_coarsely(tmp_path):
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page]
    body = b"".join(b"%d 0 obj%sendobj\n" % (number, entry) for number, entry in enumerate(objects, 1))
    path = keep(tmp_path / "wall.pdf", b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>")

    assert scanning.read_codes(path) == []


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(scanning.FileNotThere):
        scanning.read_codes(tmp_path / "nothing.pdf")


def test_a_folder_is_told_to_be_one(tmp_path):
    with pytest.raises(scanning.FolderNotScanned):
        scanning.read_codes(tmp_path)
