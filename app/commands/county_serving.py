"""`xiangxun county serve`: the county's server, for stations, officers and whoever scans a certificate."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import settings
from app.clock import SystemClock
from app.commands.county_desk import CountyOption, OfficerOption, database_named, officer_named, visit
from app.commands.signed_files import read_signed
from app.commands.terminal import ask_password, say
from app.errors import Refusal
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.county.office import CountyOffice
    from app.county.web.site import Site
    from app.county.web.workers import Workers

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
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=64,
        help=tr(
            "How many processes serve: one answers whoever asks, the others take in what stations report. On PostgreSQL"
            " one more than there are processors, 5 at most, if not named; a register in a file has one."
        ),
    ),
]


class OneProcessAlone(Refusal):
    """Several processes for a register that one alone may serve."""

    code = "one_process_alone"
    message = mark("A register in a file is served by one process, not by {count}.")
    remedy = mark("Leave --workers out. For several, move the county to PostgreSQL: a backup, restored there.")


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
    workers: WorkersOption = None,
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
        count = _processes(office, workers)
        if password_file:
            office.unlock(read_signed(password_file).decode("utf-8", "replace").rstrip("\r\n"))
        elif unlock or os.environ.get(settings.COUNTY_PASSWORD_VARIABLE):
            office.unlock(ask_password(office.county().name, settings.COUNTY_PASSWORD_VARIABLE))
        # Servers of one database may be several; a file bears one.
        with alone(county) if office.database.engine == "sqlite" else nullcontext():
            site = open_site(office, SystemClock(), SiteSettings(certificate is not None or bool(behind_proxy)))
            write_log(sys.stderr)
            told = tr("{county} is served at {url}.", county=site.county.name, url=door.url)
            serve(site, door, lambda: say(told), _others(site, count, county, officer))
    say(tr("The server has stopped."))


def _processes(office: "CountyOffice", asked: int | None) -> int:
    """How many processes serve. Raises OneProcessAlone."""
    from app.county.web.workers import usual_count

    if office.database.engine != "sqlite":
        return asked or usual_count()
    if asked is not None and asked > 1:
        raise OneProcessAlone(count=asked)
    return 1


def _others(site: "Site", count: int, county: Path, officer: str) -> "Workers | None":
    """All of them but this one, where there are others."""
    from app.county.web.worker import Post
    from app.county.web.workers import Workers

    post = Post(county, database_named(), officer_named(officer))
    return Workers(post, count - 1, site.tally) if count > 1 else None
