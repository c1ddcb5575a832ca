"""A county served in processes of its own: `python -m tests.bench.county_process FOLDER PORT WORKERS [PROXIES]`.

WORKERS is how many processes serve. With PROXIES (as of a county behind a proxy) whoever asks from there may say for
whom. It says `ready` once it listens.
"""

import sys
from pathlib import Path

from app.clock import SystemClock
from app.county.office import CountyOffice
from app.county.web.serving import Door, serve
from app.county.web.site import SiteSettings, open_site
from app.county.web.worker import Post
from app.county.web.workers import Workers

if __name__ == "__main__":
    folder, port, count, *proxies = sys.argv[1:]
    with CountyOffice.visit(Path(folder), SystemClock(), "bench") as office:
        site = open_site(office, SystemClock(), SiteSettings(is_secure=False))
        workers = Workers(Post(Path(folder)), int(count) - 1, site.tally) if int(count) > 1 else None
        serve(site, Door(port=int(port), proxies="".join(proxies)), lambda: print("ready", flush=True), workers)
