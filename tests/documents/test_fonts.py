import importlib.util
import io
from types import SimpleNamespace

import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from app.documents import fonts
from app.documents.character_map import to_unicode_map
from app.documents.paper import A4_LANDSCAPE, Paper
from app.documents.typesetting import Box, TextStyle, set_text
from tests.documents.makers import RARE_NAMES, make_sheet, rendered, said_by_pdfium, said_by_pypdf

LEVEL_3 = (
    range(0x4E00, 0x9FF0),
    range(0x3400, 0x4DB6),
    range(0x20000, 0x2A6D7),
    range(0x2A700, 0x2B735),
    range(0x2B740, 0x2B81E),
    range(0x2B820, 0x2CEA2),
    range(0x2CEB0, 0x2EBE1),
    # The twelve unified ideographs among the compatibility ones.
    (0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29),
)


def draw(text: str) -> bytes:
    out = io.BytesIO()
    paper = Paper(out, A4_LANDSCAPE, "names")
    paper.draw(paper.operators_of(set_text(text, TextStyle(fonts.KAI, 20, 20), Box(20, 20, 250, 30)), "#000000"))
    paper.end_sheet()
    paper.save()
    return out.getvalue()


@pytest.fixture
def unmended(monkeypatch):
    """ReportLab's own glyph-to-text map, as it comes."""
    fonts.register()
    spec = importlib.util.find_spec("reportlab.pdfbase.ttfonts")
    pristine = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pristine)
    monkeypatch.setattr(ttfonts, "makeToUnicodeCMap", pristine.makeToUnicodeCMap)


def test_every_character_of_gb_18030_level_3_has_a_face():
    characters = "".join(chr(code) for block in LEVEL_3 for code in block)

    missing = fonts.missing_glyphs(characters)

    assert len(characters) == 87_887
    assert missing == ""


@pytest.mark.parametrize("sign", ["\U0001f600", "\ue000", "\x07", "\ud800", "\u0378"])
def test_what_is_no_text_or_in_no_font_is_named_as_missing(sign):
    assert fonts.missing_glyphs(f"李{sign}兰{sign}") == sign


def test_each_character_is_drawn_from_the_first_face_that_has_it():
    known = fonts.glyphs(fonts.KAI)

    faces = [known[character].face for character in "李㛃𠀀"]

    assert faces == [fonts.KAI, fonts.KAI, fonts.RARE]


def test_the_dot_of_a_minority_name_is_narrow_in_every_type():
    advances = [fonts.glyphs(role)["·"].advance for role in (fonts.KAI, fonts.SONG, fonts.SONG_BOLD, fonts.HEI)]

    assert max(advances) < 0.5


@pytest.mark.parametrize("name", RARE_NAMES)
@pytest.mark.parametrize("reader", [said_by_pypdf, said_by_pdfium])
def test_rare_names_can_be_copied_out_of_the_pdf(name, reader):
    assert name in reader(draw(name))


def test_without_the_mended_map_a_rare_name_comes_out_wrong(unmended):
    pdf = draw("王𬭎")

    assert "王" in said_by_pypdf(pdf)
    assert "王𬭎" not in said_by_pypdf(pdf)
    assert "王𬭎" not in said_by_pdfium(pdf)


def test_the_map_writes_utf_16_in_blocks_of_a_hundred():
    subset = [0, *range(0x4E00, 0x4E00 + 199), 0x2CB4E]

    text = to_unicode_map("AAAAAA+Kai", subset)

    assert "<C8> <D872DF4E>" in text
    assert text.count("100 beginbfchar") == 2
    assert "1 beginbfchar" in text


def test_two_fonts_of_one_internal_name_are_refused():
    twin = SimpleNamespace(face=SimpleNamespace(name=fonts.font(fonts.KAI).face.name, filename="twin.ttf"))
    stranger = SimpleNamespace(face=SimpleNamespace(name=b"Stranger", filename="stranger.ttf"))

    fonts.refuse_clashing_name(stranger)
    with pytest.raises(fonts.FontNamesClash):
        fonts.refuse_clashing_name(twin)


def test_our_fonts_all_have_names_of_their_own():
    fonts.register()
    fonts.font(fonts.RARE)

    names = {pdfmetrics.getFont(name).face.name for name in (*fonts.CHAINED, fonts.RARE)}

    assert len(names) == 5


def test_only_our_own_fonts_are_in_a_certificate_and_all_are_embedded():
    reader = PdfReader(io.BytesIO(rendered(make_sheet(), make_sheet(template="training_pass"))))

    names = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
        if font.get_object()["/FontDescriptor"]["/FontFile2"] is not None
    }

    assert names <= {"LXGWWenKai-Regular", "NotoSerifSC-Regular", "NotoSerifSC-Bold"}
    assert len(names) == 3


def test_an_ordinary_canvas_would_bring_helvetica_along():
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=0)
    canvas.showPage()
    canvas.save()

    assert b"Helvetica" in out.getvalue()
    assert b"Helvetica" not in draw("李兰")


def test_a_missing_font_file_is_a_fault_with_a_way_out(monkeypatch):
    monkeypatch.setitem(fonts._FILES, "lost", "Lost.ttf")

    with pytest.raises(fonts.FontUnusable) as fault:
        fonts.font("lost")

    assert "Lost.ttf" in str(fault.value)
    assert fault.value.exit_status == 3
