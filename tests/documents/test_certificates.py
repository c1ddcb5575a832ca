import io
from datetime import date
from itertools import combinations

import pytest
from PIL import ImageChops
from pypdf import PdfReader

from app.documents import templates
from app.documents.certificate_sheet import CertificateSheet, fields_of
from app.documents.certificates import (
    GlyphsMissing,
    NothingToPrint,
    PhotoUnusable,
    TextTooLong,
    render,
    render_one,
)
from app.documents.layout import place
from app.documents.placement import Layers, Offset
from app.documents.scanning import read_codes
from app.documents.typesetting import Box
from tests.documents.makers import (
    DOTS_PER_MM,
    FIFTY,
    RARE_NAMES,
    credential_text,
    make_photo,
    make_sheet,
    rendered,
    said_by_pdfium,
    said_by_pypdf,
    seen,
    without_blanks,
)

TEMPLATES = ("completion", "training_pass")
LONG_COURSE = "乡村振兴重点帮扶县核桃提质增效标准化种植与嫁接修剪病虫害综合防治及初深加工技术（理论与实操结合）"
LONG_PROVIDER = "临沧市凤庆县乡村人才振兴职业技能培训联盟平台（凤庆县职业教育中心鲁史分校）"
DATA_ONLY = Layers(background=False, labels=False)


def long_sheet(template: str) -> CertificateSheet:
    return make_sheet(
        template=template, name=FIFTY, course=LONG_COURSE, provider=LONG_PROVIDER, id_label="港澳居民居住证号码"
    )


def meet(first: Box, second: Box) -> bool:
    return (
        first.x < second.x + second.width
        and second.x < first.x + first.width
        and first.y < second.y + second.height
        and second.y < first.y + first.height
    )


def inked(pdf: bytes, dpi: int = 150) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all ink, in mm."""
    picture = seen(pdf, dpi=dpi)
    box = ImageChops.invert(picture).point(lambda tone: 255 if tone > 40 else 0).getbbox()
    return tuple(edge * 25.4 / dpi for edge in box)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("reader", [said_by_pypdf, said_by_pdfium])
def test_the_names_on_certificates_can_be_copied_and_searched(template, reader):
    names = [*RARE_NAMES, "李兰", FIFTY]
    pdf = rendered(*(make_sheet(template=template, name=name) for name in names), layers=Layers(background=False))

    found = [without_blanks(name) in without_blanks(reader(pdf, page)) for page, name in enumerate(names)]

    assert found == [True] * len(names)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_certificate_says_all_that_the_rules_ask_for(template):
    text = without_blanks(said_by_pdfium(render_one(make_sheet(template=template))))

    for said in (
        "证书",
        "533522199003129827",
        "2026年11月1日至11月15日",
        "核桃种植与嫁接技术",
        "五级/初级工",
        "120学时",
    ):
        assert said in text
    for said in (
        "理论40",
        "实操80",
        "凤庆县职业教育中心",
        "二〇二六年十一月二十一日",
        "证书编号：53092110126000173",
        "扫码验真",
    ):
        assert said in text
    assert "凤庆县乡村人才振兴行动计划工作领导小组监制" in text


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_number_below_the_code_is_grouped_in_fours(template):
    assert "5309 2110 1260 0017 3" in said_by_pdfium(render_one(make_sheet(template=template)))


def test_a_course_that_calls_itself_training_is_not_called_so_twice():
    text = without_blanks(said_by_pdfium(render_one(make_sheet(course="家政服务员培训"))))

    assert "家政服务员培训" in text
    assert "培训培训" not in text


def test_without_a_level_none_is_claimed():
    narrative = without_blanks(said_by_pdfium(render_one(make_sheet(level=""))))
    form = without_blanks(said_by_pdfium(render_one(make_sheet(template="training_pass", level=""))))

    assert "技术培训，共120学时" in narrative
    assert "核桃种植与嫁接技术--120学时" in form


def test_a_class_over_new_year_names_both_years():
    text = without_blanks(
        said_by_pdfium(render_one(make_sheet(period_from=date(2025, 12, 25), period_to=date(2026, 1, 8))))
    )

    assert "2025年12月25日至2026年1月8日" in text


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("dpi", [150, 300])
def test_the_code_on_the_page_is_read_back(template, dpi, tmp_path):
    text = credential_text(7, 450)
    picture = tmp_path / "page.png"
    seen(render_one(make_sheet(template=template, credential_text=text)), dpi=dpi).save(picture)

    assert read_codes(picture) == [text]


def test_sixty_certificates_are_sixty_pages_each_with_its_own_code(tmp_path):
    batch = [make_sheet(number=f"{n:017d}", name=f"李{n}", credential_text=credential_text(n)) for n in range(60)]
    heard: list[int] = []

    render(batch, tmp_path / "class.pdf", progress=heard.append)

    assert read_codes(tmp_path / "class.pdf") == [sheet.credential_text for sheet in batch]
    assert heard == list(range(1, 61))


def test_the_same_sheets_give_the_same_bytes_and_another_sheet_does_not():
    sheets = [make_sheet(), make_sheet(template="training_pass", photo=make_photo())]

    assert rendered(*sheets) == rendered(*sheets)
    assert rendered(*sheets) != rendered(sheets[0], make_sheet(template="training_pass", name="李芳"))


def test_a_file_and_a_stream_get_the_same_bytes(tmp_path):
    render((make_sheet(),), tmp_path / "one.pdf")

    assert (tmp_path / "one.pdf").read_bytes() == render_one(make_sheet())
    assert [path.name for path in tmp_path.iterdir()] == ["one.pdf"]


@pytest.mark.parametrize("text", ["<img src=x>", "<b", "&amp;&", "(Tj) ET", "{name}", "\\n%s"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_what_looks_like_code_is_printed_as_it_stands(text, template):
    fields = ("name", "sex_label", "id_label", "id_number", "course", "level", "provider", "county_name", "number")

    said = said_by_pdfium(render_one(make_sheet(template=template, **dict.fromkeys(fields, text))))

    # The number stands twice; below the code it is grouped in fours.
    assert without_blanks(said).count(without_blanks(text)) == len(fields) + 1


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_places_of_a_template_never_overlap(template):
    shape = templates.load(template, 1)
    boxes = {block.name: block.box for block in shape.texts if block.name != "photo_caption"}
    boxes |= {"code": shape.code_box, "photo": shape.photo_box, "mark": shape.mark_box}

    clashes = [(one, two) for one, two in combinations(boxes, 2) if meet(boxes[one], boxes[two])]

    assert clashes == []


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("make", [long_sheet, lambda template: make_sheet(template=template)])
def test_every_line_stays_in_its_place_however_long_the_names(template, make):
    shape = templates.load(template, 1)
    fields = fields_of(make(template))

    for block in shape.texts:
        placed = place(block, fields)
        for line in placed.lines:
            size = max(run.size for run in line.runs) * 25.4 / 72
            assert block.box.x - 0.01 <= line.x
            assert line.x + line.width <= block.box.x + block.box.width + 0.01
            assert block.box.y - 0.2 <= line.baseline - 0.8 * size
            assert line.baseline + 0.1 * size <= block.box.y + block.box.height + 0.2


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_seal_falls_on_the_provider_and_the_date_alone(template):
    shape = templates.load(template, 1)

    under_it = {block.name for block in shape.texts if meet(block.box, shape.seal_box)}

    assert under_it == {"provider", "issued_on"}
    assert (shape.seal_box.width, shape.seal_box.height) == (50, 50)
    assert not meet(shape.code_box, shape.seal_box)


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_photo_is_25_by_35_mm(template):
    box = templates.load(template, 1).photo_box

    assert (box.width, box.height) == (25, 35)


@pytest.mark.parametrize("template", TEMPLATES)
def test_all_ink_is_at_least_6_mm_inside(template):
    left, top, right, bottom = inked(render_one(long_sheet(template)))

    assert min(left, top) >= 6
    assert right <= 297 - 6
    assert bottom <= 210 - 6


def test_the_longest_names_are_all_there():
    text = without_blanks(said_by_pdfium(render_one(long_sheet("training_pass"))))

    assert FIFTY in text
    assert LONG_COURSE in text
    assert LONG_PROVIDER in text


@pytest.mark.parametrize("field", ["name", "course", "provider"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_what_would_not_fit_even_small_is_refused_with_the_person_named(field, template):
    with pytest.raises(TextTooLong) as refusal:
        rendered(make_sheet(), make_sheet(template=template, **{field: "很长" * 400}))

    assert refusal.value.figures["number"] == "53092110126000173"


def test_a_character_without_a_glyph_stops_the_batch_and_names_the_person_and_the_sign():
    good, bad = make_sheet(), make_sheet(name="王\ue123", number="00000000000000002")

    with pytest.raises(GlyphsMissing) as refusal:
        rendered(good, bad)

    assert refusal.value.figures["people"] == "王\ue123 00000000000000002: (U+E123)"


def test_an_empty_batch_is_refused():
    with pytest.raises(NothingToPrint):
        rendered()


@pytest.mark.parametrize("photo", [b"\xff\xd8\xff", b"GIF89a", make_photo()[:2000], make_photo(2100, 2000)])
def test_a_photo_that_is_none_is_refused_with_the_person_named(photo):
    with pytest.raises(PhotoUnusable) as refusal:
        render_one(make_sheet(photo=photo))

    assert refusal.value.figures["name"] == "李兰"


@pytest.mark.parametrize("photo", [make_photo(), make_photo(form="PNG"), make_photo(600, 500)])
def test_a_photo_fills_its_place_and_nothing_beside_it(photo):
    box = templates.load("completion", 1).photo_box
    picture = seen(rendered(make_sheet(photo=photo), layers=DATA_ONLY), dpi=150)

    dots = 150 / 25.4
    inside = picture.crop([round(edge * dots) for edge in (box.x + 1, box.y + 15, box.x + 24, box.y + 34)])
    beside = picture.crop([round(edge * dots) for edge in (box.x - 5, box.y, box.x - 1, box.y + 35)])

    assert inside.getextrema()[1] < 255
    assert beside.getextrema() == (255, 255)


def test_only_a_reprint_carries_the_copy_mark():
    assert "补" in said_by_pdfium(render_one(make_sheet(copy_mark="补")))
    assert "补" not in said_by_pdfium(render_one(make_sheet()))


@pytest.mark.parametrize("template", TEMPLATES)
def test_overprint_leaves_frame_and_words_to_the_ready_made_paper(template):
    whole = said_by_pdfium(rendered(make_sheet(template=template)))
    without_frame = rendered(make_sheet(template=template), layers=Layers(background=False))
    data_only = rendered(make_sheet(template=template), layers=DATA_ONLY)

    assert "监制" in whole
    assert "监制" in said_by_pdfium(without_frame)
    assert "监制" not in said_by_pdfium(data_only)
    assert "李　兰" in said_by_pdfium(data_only)
    assert inked(rendered(make_sheet(template=template)))[0] < 9
    assert inked(without_frame)[0] > 25


def test_an_offset_moves_the_ink_by_the_stated_millimetres():
    sheet = make_sheet()
    left, top, right, bottom = inked(rendered(sheet, layers=DATA_ONLY), 300)

    moved = inked(rendered(sheet, layers=DATA_ONLY, offset=Offset(2.5, -1.2)), 300)

    assert moved == pytest.approx([left + 2.5, top - 1.2, right + 2.5, bottom - 1.2], abs=1.5 / DOTS_PER_MM)


def test_a_stretch_counts_from_the_top_left_corner():
    sheet = make_sheet()
    plain = inked(rendered(sheet, layers=DATA_ONLY), 300)

    stretched = inked(rendered(sheet, layers=DATA_ONLY, offset=Offset(sx=0.99, sy=1.01)), 300)

    assert stretched == pytest.approx(
        [plain[0] * 0.99, plain[1] * 1.01, plain[2] * 0.99, plain[3] * 1.01], abs=2 / DOTS_PER_MM
    )


def test_a_pdf_knows_neither_the_clock_nor_a_person():
    information = PdfReader(io.BytesIO(render_one(make_sheet()))).metadata

    assert "李" not in str(information)
    assert information.creation_date.year == 2000


def test_an_unknown_template_is_refused():
    for template_id, version in (("completion", 99), ("../completion", 1), ("nothing", 1)):
        with pytest.raises(templates.UnknownTemplate):
            templates.load(template_id, version)

    assert templates.newest_version("completion") >= 1
