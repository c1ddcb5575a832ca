"""Pages are drawn from the templates in resources/county/pages, every value escaped, in the reader's language."""

from functools import cache
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.i18n import current_language, tr
from app.resources import path_of


@cache
def _templates() -> Environment:
    place = FileSystemLoader(path_of("county/pages"))
    made = Environment(loader=place, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["tr"] = tr
    return made


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of the county."""
    language = current_language().replace("_", "-")
    drawn = _templates().get_template(name).render(language=language, **values)
    return HTMLResponse(drawn, status, headers={"Cache-Control": "no-store"})
