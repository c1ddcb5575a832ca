"""A county served in a process of its own: `python -m tests.bench.county_process FOLDER PORT [PROXIES]`.

With PROXIES (as of a county behind a proxy) whoever asks from there may say for whom. It says `ready` once it listens.
"""

import sys
from pathlib import Path

from app.clock import SystemClock
from app.county.office import CountyOffice
from app.county.web.serving import Door, serve
from app.county.web.site import SiteSettings, open_site

if __name__ == "__main__":
    folder, port, *proxies = sys.argv[1:]
    with CountyOffice.visit(Path(folder), SystemClock(), "bench") as office:
        site = open_site(office, SystemClock(), SiteSettings(is_secure=False))
        serve(site, Door(port=int(port), proxies="".join(proxies)), lambda: print("ready", flush=True))
