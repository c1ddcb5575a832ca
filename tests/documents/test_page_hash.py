"""The hash kept at issue tells what is on the page, not which zlib has packed it."""

import zlib
from typing import Any

import pytest
from reportlab.pdfbase import pdfdoc

from app.documents.certificates import render_one
from app.documents.page_hash import page_sha256
from tests.documents.makers import make_photo, make_sheet


class OtherZlib:
    """A zlib that packs less tightly, as another build of it may."""

    def __getattr__(self, name: str) -> Any:
        return getattr(zlib, name)

    def compress(self, data: bytes, *_: Any) -> bytes:
        return zlib.compress(data, 1)


@pytest.mark.parametrize("with_photo", [False, True])
def test_another_zlib_gives_other_bytes_and_the_same_hash(monkeypatch: pytest.MonkeyPatch, with_photo: bool) -> None:
    sheet = make_sheet(photo=make_photo()) if with_photo else make_sheet()
    first = render_one(sheet)

    monkeypatch.setattr(pdfdoc, "zlib", OtherZlib())
    second = render_one(sheet)

    assert first != second
    assert page_sha256(first) == page_sha256(second)


@pytest.mark.parametrize(
    "fields", [{"name": "罗正翔"}, {"hours": 121}, {"photo": True}, {"credential_text": "https://a.b/v#1"}]
)
def test_whatever_changes_on_the_page_changes_the_hash(fields: dict[str, Any]) -> None:
    if fields.get("photo"):
        fields = {"photo": make_photo()}

    assert page_sha256(render_one(make_sheet())) != page_sha256(render_one(make_sheet(**fields)))
