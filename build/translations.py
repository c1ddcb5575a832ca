"""Proves that every text of the program has its Chinese, and merges new words into the catalogue.

`--check` lists what is missing, left over or ill-fitting and exits 1 for it; `--merge FOLDER` takes every
{"English": "中文"} file of a folder into the catalogue, drops what is no longer said, and then checks.
"""

import ast
import json
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "app"
PAGES = ROOT / "resources" / "county"
CATALOGUE = ROOT / "resources" / "translations" / "zh_CN.json"
SPEAKERS = ("tr", "mark")


@dataclass(frozen=True)
class Saying:
    """One call of `tr` or `mark`: where it stands, its literal texts, and the figures handed to it."""

    place: str
    texts: tuple[str, ...]
    figures: frozenset[str] | None = None


@dataclass(frozen=True)
class Survey:
    """What the program says, and the calls that no translator could follow."""

    sayings: tuple[Saying, ...]
    faults: tuple[str, ...]

    def places(self) -> dict[str, str]:
        """Each text with the first place that says it."""
        return {text: saying.place for saying in reversed(self.sayings) for text in saying.texts}


def survey(folder: Path) -> Survey:
    """Read every module below a folder."""
    sayings: list[Saying] = []
    faults: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        for call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            place = f"{path.relative_to(folder.parent).as_posix()}:{call.lineno}"
            texts = _texts(call)
            if texts is None:
                faults.append(f"{place}: {_name(call.func)} needs a literal text, or a name that holds a marked one")
            else:
                sayings.append(Saying(place, texts, _figures(call)))
    return Survey(tuple(sayings), tuple(faults))


def with_pages(found: Survey, folder: Path) -> Survey:
    """The survey together with what the templates of a folder say."""
    sayings = list(found.sayings)
    for path in sorted(folder.rglob("*.html")):
        page = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for line, _, told in extract_from_ast(page, gettext_functions=SPEAKERS):
            # With figures, the text comes first of several.
            text = told[0] if isinstance(told, tuple) else told
            sayings.append(Saying(f"{path.relative_to(folder.parent).as_posix()}:{line}", (str(text),)))
    return Survey(tuple(sayings), found.faults)


def complaints(found: Survey, words: dict[str, str]) -> list[str]:
    """Everything that keeps this catalogue from speaking for the program."""
    places = found.places()
    missing = [f"{place}: no Chinese for {text!r}" for text, place in places.items() if not words.get(text, "").strip()]
    left_over = [f"nobody says {text!r} any more" for text in words if text not in places]
    unlike = [
        f"the Chinese of {text!r} has other figures: {chinese!r}"
        for text, chinese in words.items()
        if chinese.strip() and placeholders(text) != placeholders(chinese)
    ]
    return [*found.faults, *missing, *left_over, *unlike, *_unfilled(found)]


def merged(found: Survey, words: dict[str, str], folder: Path) -> dict[str, str]:
    """The catalogue with the words of a folder's files, without what nobody says, in order."""
    known = dict(words)
    for path in sorted(folder.glob("*.json")):
        known |= json.loads(path.read_text(encoding="utf-8"))
    said = found.places()
    return {text: known[text] for text in sorted(known) if text in said}


def placeholders(text: str) -> frozenset[str] | None:
    """The names of a text's {figures}; None if its braces do not pair."""
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    except ValueError:
        return None
    return frozenset(field.partition(".")[0].partition("[")[0] for field in fields)


def _unfilled(found: Survey) -> Iterator[str]:
    for saying in found.sayings:
        for text in saying.texts:
            if saying.figures is not None and placeholders(text) != saying.figures:
                yield f"{saying.place}: the figures handed in are not those of {text!r}"


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) in SPEAKERS)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts(call: ast.Call) -> tuple[str, ...] | None:
    if len(call.args) != 1:
        return None
    return _said(call.args[0], may_be_stored=_name(call.func) == "tr")


def _said(text: ast.expr, *, may_be_stored: bool) -> tuple[str, ...] | None:
    match text:
        case ast.Constant(value=str() as literal):
            return (literal,)
        case ast.IfExp(body=one, orelse=other):
            both = [_said(branch, may_be_stored=may_be_stored) for branch in (one, other)]
            return None if None in both else tuple(said for branch in both for said in branch or ())
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Call(func=ast.Attribute(attr="get")) if may_be_stored:
            return ()
    return None


def _figures(call: ast.Call) -> frozenset[str] | None:
    """The figures of a `tr`; None where they are handed in elsewhere (`mark`) or as a whole (`**figures`)."""
    names = [keyword.arg for keyword in call.keywords]
    if _name(call.func) == "mark" or None in names:
        return None
    return frozenset(name for name in names if name)


def main() -> int:
    """Merge if asked to, then check. Returns 0 if there is nothing to complain about."""
    words: dict[str, str] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    found = with_pages(survey(PROGRAM), PAGES)
    if sys.argv[1:2] == ["--merge"]:
        words = merged(found, words, Path(sys.argv[2]))
        CATALOGUE.write_text(json.dumps(words, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    wrong = complaints(found, words)
    print("\n".join([*wrong, f"{len(found.places())} texts, {len(wrong)} complaints"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
