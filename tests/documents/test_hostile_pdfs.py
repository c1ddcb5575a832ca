"""A stranger's PDF may be made to do harm: it ends in a refusal, never in the end of the program, nor in a wait."""

import time
from pathlib import Path

import pytest

from app.documents import scanning
from app.documents.certificates import render
from tests.documents.makers import credential_text, make_sheet


class Enough(Exception):
    """Whoever watches wants it to stop."""


def nested(path: Path, levels: int) -> Path:
    """A PDF of two kilobytes whose page draws a form ten times, which draws another ten times, and so on."""
    forms = []
    for level in range(levels):
        inner = f"/F{level + 1} Do " * 10 if level < levels - 1 else "0 0 595 842 re f "
        inside = f"/Resources<</XObject<</F{level + 1} {level + 5} 0 R>>>>" if level < levels - 1 else ""
        forms.append(
            f"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency>>{inside}/Length {len(inner)}>>"
            f"stream\n{inner}\nendstream\n"
        )
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</F0 4 0 R>>>>/Contents 3 0 R>>"
    begin = "/F0 Do"
    numbered = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{4 + levels} 0 R]/Count 1>>",
        f"<</Length {len(begin)}>>stream\n{begin}\nendstream\n",
        *forms,
        page,
    ]
    body = "".join(f"{number} 0 obj{entry}endobj\n" for number, entry in enumerate(numbered, 1))
    path.write_text(f"%PDF-1.7\n{body}trailer<</Root 1 0 R>>")
    return path


def test_a_page_that_would_take_for_ever_is_refused_in_time(tmp_path, monkeypatch):
    bomb = nested(tmp_path / "bomb.pdf", 9)
    monkeypatch.setattr(scanning, "_SECONDS", 2)

    with pytest.raises(scanning.FileTooHard) as refusal:
        scanning.read_codes(bomb)

    assert bomb.stat().st_size < 3000
    assert "bomb.pdf" in str(refusal.value)


def test_the_same_kind_of_page_is_read_where_it_takes_no_time(tmp_path):
    assert scanning.read_codes(nested(tmp_path / "harmless.pdf", 2)) == []


def test_who_wants_it_to_stop_waits_for_no_page(tmp_path):
    bomb, begun = nested(tmp_path / "bomb.pdf", 9), []

    def watch():
        begun.append(time.monotonic())
        if len(begun) > 3:
            raise Enough

    with pytest.raises(Enough):
        list(scanning.read_pages(bomb, watch))

    assert len(begun) == 4


def test_a_page_that_wants_more_memory_than_there_is_ends_the_child_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(scanning, "_MEMORY", 64 * 1024**2)
    render([make_sheet()], tmp_path / "one.pdf")

    with pytest.raises(scanning.FileTooHard):
        scanning.read_codes(tmp_path / "one.pdf")


def test_who_needs_only_the_first_pages_leaves_no_child_behind(tmp_path, monkeypatch):
    import subprocess

    started = []
    begin = subprocess.Popen.__init__

    def note(self, *args, **kwargs):
        started.append(self)
        begin(self, *args, **kwargs)

    monkeypatch.setattr(subprocess.Popen, "__init__", note)
    texts = [credential_text(number) for number in range(3)]
    render([make_sheet(credential_text=text) for text in texts], tmp_path / "class.pdf")

    pages = scanning.read_pages(tmp_path / "class.pdf")
    first = next(pages)
    pages.close()

    assert first == [texts[0]]
    assert [child.poll() is not None for child in started] == [True]
