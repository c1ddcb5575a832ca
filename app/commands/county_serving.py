"""`xiangxun county serve`: the county's server, for stations, officers and whoever scans a certificate."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from app import settings
from app.clock import SystemClock
from app.commands.county_desk import CountyOption, OfficerOption, visit
from app.commands.signed_files import read_signed
from app.commands.terminal import ask_password, say
from app.i18n import tr

HostOption = Annotated[str, typer.Option("--listen", help=tr("Address to listen at."))]
PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help=tr("Port to listen at."))]
CertificateOption = Annotated[
    Path | None, typer.Option("--certificate", help=tr("TLS certificate with its chain, a PEM file."))
]
KeyOption = Annotated[Path | None, typer.Option("--key", help=tr("Private key of the certificate, a PEM file."))]
ProxyOption = Annotated[
    str, typer.Option("--behind-proxy", help=tr("Address of the proxy that does the TLS, such as 127.0.0.1."))
]
UnlockOption = Annotated[
    bool, typer.Option("--unlock", help=tr("Ask for the county's password, so that the server itself can sign."))
]
PasswordFileOption = Annotated[
    Path | None,
    typer.Option("--password-file", help=tr("File with the county's password, such as a credential of systemd.")),
]


def add_to(group: typer.Typer) -> None:
    """Put the command into the county's group."""
    words = tr("Serve the county: rounds of the stations, certificate checks, public lists. Ends with Ctrl+C.")
    group.command("serve", help=words)(serve_county)


def serve_county(
    county: CountyOption = Path(),
    listen: HostOption = "127.0.0.1",
    port: PortOption = 8443,
    certificate: CertificateOption = None,
    key: KeyOption = None,
    behind_proxy: ProxyOption = "",
    unlock: UnlockOption = False,
    password_file: PasswordFileOption = None,
    officer: OfficerOption = "",
) -> None:
    """Serve until told to stop."""
    from app.county.serving_lock import alone
    from app.county.web.log_lines import write_log
    from app.county.web.serving import Door, check_door, serve
    from app.county.web.site import SiteSettings, open_site

    door = Door(listen, port, certificate, key, behind_proxy)
    check_door(door)
    with visit(county, officer) as office:
        if password_file:
            office.unlock(read_signed(password_file).decode("utf-8", "replace").rstrip("\r\n"))
        elif unlock or os.environ.get(settings.COUNTY_PASSWORD_VARIABLE):
            office.unlock(ask_password(office.county().name, settings.COUNTY_PASSWORD_VARIABLE))
        # Servers of one database may be several; a file bears one.
        with alone(county) if office.database.engine == "sqlite" else nullcontext():
            site = open_site(office, SystemClock(), SiteSettings(certificate is not None or bool(behind_proxy)))
            write_log(sys.stderr)
            serve(site, door, lambda: say(tr("{county} is served at {url}.", county=site.county.name, url=door.url)))
    say(tr("The server has stopped."))
