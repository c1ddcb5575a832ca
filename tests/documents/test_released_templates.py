"""A certificate is drawn again from its frozen fields for as long as it is valid: what is released is never edited.

When one of these fails, the drawing of certificates already issued has changed. A new look is a new template version
(`resources/templates/<id>/<version + 1>.json`); a change of the type-setting must leave these pages as they are.
"""

import hashlib
import io

import pytest
from pypdf import PdfReader

from app.documents.certificates import render_one
from app.resources import read_bytes
from tests.documents.makers import FIFTY, make_photo, make_sheet

RELEASED = {
    ("completion", 1): "c7e2b54e747e24f7",
    ("training_pass", 1): "96c431741abb7af7",
}
DRAWN = {
    ("completion", 1, "李兰"): "c49b8e01f31c07eb",
    ("training_pass", 1, "李兰"): "8c9f3f564e67ad8d",
    ("completion", 1, FIFTY): "96e770a7a37d41bb",
    ("training_pass", 1, FIFTY): "24f035709bcf4114",
}


def drawn(pdf: bytes) -> str:
    """A fingerprint of what a page draws, whatever library has packed it."""
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    forms = [form.get_object() for _, form in sorted(page["/Resources"]["/XObject"].items())]
    drawings = [form.get_data() for form in forms if form["/Subtype"] == "/Form"]
    parts = [page.extract_text().encode(), page.get_contents().get_data(), *drawings]
    return hashlib.sha256(b"\n".join(parts)).hexdigest()[:16]


@pytest.mark.parametrize(("template", "version"), RELEASED)
def test_a_released_template_file_is_what_it_was(template, version):
    data = read_bytes(f"templates/{template}/{version}.json")

    assert hashlib.sha256(data).hexdigest()[:16] == RELEASED[template, version]


@pytest.mark.parametrize(("template", "version", "name"), DRAWN)
def test_a_released_template_draws_what_it_drew(template, version, name):
    sheet = make_sheet(template=template, template_version=version, name=name, copy_mark="补" if name == FIFTY else "")

    assert drawn(render_one(sheet)) == DRAWN[template, version, name]


def test_the_fingerprint_sees_one_other_character_and_a_photo():
    assert drawn(render_one(make_sheet())) != drawn(render_one(make_sheet(course="核桃种植与嫁接技木")))
    assert drawn(render_one(make_sheet())) != drawn(render_one(make_sheet(photo=make_photo())))
