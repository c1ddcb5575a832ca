"""A county served in a process of its own, for the benches: `python -m tests.bench.county_process FOLDER PORT`."""

import sys
from pathlib import Path

from app.clock import SystemClock
from app.county.office import CountyOffice
from app.county.web.serving import Door, serve
from app.county.web.site import SiteSettings, open_site

if __name__ == "__main__":
    with CountyOffice.visit(Path(sys.argv[1]), SystemClock(), "bench") as office:
        site = open_site(office, SystemClock(), SiteSettings(is_secure=False))
        serve(site, Door(port=int(sys.argv[2])), lambda: None)
