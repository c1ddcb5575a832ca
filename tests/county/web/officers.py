"""An officer who works at the pages without a browser: signs in, looks, and sends forms as pages would."""

import re
from collections.abc import Mapping

import requests

from tests.county.web.filled import OFFICER_PASSWORD


class Officer:
    """A session at the pages; redirections are shown, not followed."""

    def __init__(self, address: str, name: str = "", password: str = OFFICER_PASSWORD) -> None:
        self.address = address
        self.session = requests.Session()
        self.session.headers.update({"Accept": "text/html", "Accept-Language": "zh-CN"})
        self.came_in = self.post("/sign-in", {"name": name, "password": password}, csrf="") if name else None

    def get(self, path: str, **more: object) -> requests.Response:
        return self.session.get(self.address + path, allow_redirects=False, timeout=60, **more)

    def post(self, path: str, form: Mapping[str, object], csrf: str | None = None) -> requests.Response:
        told = {**form, "csrf": self.csrf() if csrf is None else csrf}
        return self.session.post(self.address + path, data=told, allow_redirects=False, timeout=60)

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/password").text)
        return found[1] if found else ""


def secret_in(page: str) -> str:
    """What a page shows this once."""
    return "".join(re.findall(r"<span>([^<]+)</span>", re.search(r'class="secret">(.*?)</p>', page, re.DOTALL)[1]))
