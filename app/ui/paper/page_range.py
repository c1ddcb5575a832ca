"""Pages as people name them: 1-5,8."""

import re
from collections.abc import Sequence

from app.errors import Refusal
from app.i18n import mark

_PART = re.compile(r"^(\d{1,6})(?:-(\d{1,6}))?$")
_MARKS = str.maketrans("，、；;－—～~至", ",,,,-----")


class NoSuchPages(Refusal):
    """A range of pages that means nothing here."""

    code = "no_such_pages"
    message = mark("“{text}” names no pages of these {count}.")
    remedy = mark("Type pages such as 1-5,8, or leave it empty for all of them.")


def pages_of(text: str, count: int) -> tuple[int, ...]:
    """The pages meant, in order, each once, the first being 1; none typed = all. Raises NoSuchPages."""
    plain = "".join(text.translate(_MARKS).split())
    if not plain:
        return tuple(range(1, count + 1))
    pages: set[int] = set()
    for part in filter(None, plain.split(",")):
        found = _PART.match(part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last <= count:
            raise NoSuchPages(text=text.strip(), count=count)
        pages.update(range(first, last + 1))
    if not pages:
        raise NoSuchPages(text=text.strip(), count=count)
    return tuple(sorted(pages))


def text_of(pages: Sequence[int]) -> str:
    """Pages in order as `pages_of` reads them."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
