"""The server as a process: over TLS, alone with its register, and ended without cutting anybody off."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

from app.clock import SystemClock
from app.county.backing_up import back_up_county
from app.county.office import CountyOffice
from app.county.restoring import restore_county
from app.county.root_keys import KeyFiles
from app.county.serving_lock import FILE, CountyServed, alone
from app.county.store.tables import EntryRow
from app.county.web.serving import Door, OpenLine, PortTaken, TlsPairWrong, background, check_door, serve
from app.county.web.site import Site, SiteSettings, open_site
from app.ledger.station_key import signing_key
from app.ledger.syncing.receipts import outbox
from app.models.ledger import Ledger
from app.sync import line
from app.sync.joining import join
from app.sync.line_settings import LineSettings, pin_authority, set_line
from app.sync.protocol import ROUND_PATH, RoundRequest, pack_request
from app.sync.reporting import report
from tests.county.makers import NAME, PASSWORD, STATION, enrolled
from tests.county.web.asking import Asker
from tests.county.web.served import COMMAND, WAIT, Serving, free_port
from tests.sync.authorities import DAY, Authority, new_authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Who vouches for the county's server."""
    return new_authority(tmp_path, "county-ca")


def linked(pc: Ledger, url: str, authority: Authority) -> Ledger:
    set_line(pc, LineSettings(url=url, proxy="none"))
    pin_authority(pc, authority.path.read_bytes())
    return pc


def entries(office: CountyOffice) -> int:
    with office.register.reading() as session:
        return session.scalar(select(func.count()).select_from(EntryRow)) or 0


def test_a_station_reports_over_tls_to_the_county_whose_authority_it_pinned(
    office: CountyOffice, pc: Ledger, served: Serving, authority: Authority, tmp_path: Path
) -> None:
    enrolled(office, pc)
    pair = str(authority.vouch(tmp_path, "127.0.0.1"))

    with served("--certificate", pair, "--key", pair, "--workers", "1") as server:
        made = report(linked(pc, server.url, authority))
        headers = requests.get(f"{server.url}/health", verify=str(authority.path), timeout=WAIT).headers

    assert (made.waiting, made.unequal) == (0, ())
    assert made.delivered == entries(office) > 0
    assert server.url.startswith("https://")
    assert "max-age" in headers["Strict-Transport-Security"]


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(
    ("name", "begins", "ends", "pinned", "trouble"),
    [
        ("127.0.0.1", -10 * DAY, -DAY, True, line.ClockTrouble),
        ("127.0.0.1", DAY, timedelta(days=2), True, line.ClockTrouble),
        ("127.0.0.2", -DAY, DAY, True, line.TlsTrouble),
        ("127.0.0.1", -DAY, DAY, False, line.TlsTrouble),
    ],
    ids=["over", "not yet", "another name", "another authority"],
)
def test_where_tls_does_not_hold_not_a_byte_of_a_batch_is_sent(
    office: CountyOffice,
    pc: Ledger,
    site: Site,
    authority: Authority,
    tmp_path: Path,
    name: str,
    begins: timedelta,
    ends: timedelta,
    pinned: bool,
    trouble: type[line.LineTrouble],
) -> None:
    enrolled(office, pc)
    pair = authority.vouch(tmp_path, name, begins, ends)
    believed = authority if pinned else new_authority(tmp_path, "other-ca")
    sent: list[bytes] = []

    with background(site, Door(port=0, certificate=pair, key=pair)) as port, listening_in(port, sent) as heard:
        with pytest.raises(trouble):
            report(linked(pc, f"https://127.0.0.1:{heard}", believed))
        bytes_before = len(b"".join(sent))
        good = authority.vouch(tmp_path, "127.0.0.1")
    with background(site, Door(port=0, certificate=good, key=good)) as port, listening_in(port, sent) as heard:
        waiting = outbox(pc).waiting
        assert report(linked(pc, f"https://127.0.0.1:{heard}", authority)).waiting == 0

    # A handshake that broke off is all that was heard; the control shows that a batch would have been.
    assert bytes_before < 1500 < len(b"".join(sent)) - bytes_before
    assert waiting > 0


@contextmanager
def listening_in(port: int, sent: list[bytes]) -> Iterator[int]:
    """A way to the server that keeps what the station sends; gives its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket, kept: list[bytes] | None) -> None:
        try:
            while piece := source.recv(65536):
                if kept is not None:
                    kept.append(piece)
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            target.close()

    def accept() -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=carry, args=(near, far, sent), daemon=True).start()
            threading.Thread(target=carry, args=(far, near, None), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.close()


@pytest.mark.parametrize(("number", "options"), [(signal.SIGTERM, ()), (signal.SIGINT, ("--workers", "1"))])
def test_told_to_stop_it_answers_the_round_under_way_and_then_ends_in_peace(
    office: CountyOffice, pc: Ledger, served: Serving, number: signal.Signals, options: tuple[str, ...]
) -> None:
    enrolled(office, pc)
    asker = Asker(signing_key(pc), pc.standing.replica, office.county().id)
    body = pack_request(RoundRequest(office.county().id, "", 2, "", 5, 0))
    told = {"Host": "county", "Content-Length": str(len(body))} | asker.headers("POST", ROUND_PATH, body)
    head = f"POST {ROUND_PATH} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items()) + "\r\n"

    with served(*options) as server, socket.create_connection(server.place, WAIT) as speaking:
        speaking.sendall(head.encode() + body[:10])
        requests.get(f"{server.url}/health", timeout=WAIT)
        server.process.send_signal(number)
        wait_until_closed(server.place)
        speaking.sendall(body[10:])
        answer = b"".join(iter(lambda: speaking.recv(65536), b""))
        rest, _ = server.process.communicate(timeout=WAIT)

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"xiangxun-signature" in answer.lower()
    assert (server.process.returncode, rest.strip()) == (0, "The server has stopped.")


def wait_until_closed(place: tuple[str, int]) -> None:
    for _ in range(1000):
        try:
            socket.create_connection(place, 1).close()
        except OSError:
            return
        time.sleep(0.02)
    raise AssertionError("the server goes on listening")


@pytest.mark.engines("sqlite")
def test_a_file_is_served_once_and_not_restored_over_while_it_is(
    office: CountyOffice, county_folder: Path, served: Serving, tmp_path: Path
) -> None:
    backup = tmp_path / "kept.xxcounty"
    back_up_county(office.register, KeyFiles(county_folder), backup, SystemClock().now())

    with served():
        with pytest.raises(CountyServed), alone(county_folder):
            pass
        with pytest.raises(CountyServed):
            restore_county(county_folder, backup, SystemClock(), replace=True)
        second = subprocess.run(
            [*COMMAND, "--county", str(county_folder), "--port", str(free_port())],
            check=False,
            capture_output=True,
            env=os.environ | {"XIANGXUN_LANG": "en"},
            text=True,
            timeout=WAIT,
        )

    assert second.returncode == 1
    assert "in use by a server" in second.stderr
    office.close()
    assert restore_county(county_folder, backup, SystemClock(), replace=True).rows > 0
    assert not (county_folder / FILE).exists()


@pytest.mark.engines("postgresql")
def test_a_database_may_have_several_servers(served: Serving) -> None:
    with served("--workers", "1") as one, served("--workers", "1") as other:
        assert requests.get(f"{one.url}/health", timeout=WAIT).json() == {"status": "ok"}
        assert requests.get(f"{other.url}/health", timeout=WAIT).json() == {"status": "ok"}


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(("proxies", "answered"), [("", [200, 429]), ("127.0.0.1", [200, 200])])
def test_a_forwarded_address_is_believed_from_the_named_proxy_alone(
    office: CountyOffice, proxies: str, answered: list[int]
) -> None:
    site = open_site(office, SystemClock(), SiteSettings(False, lookups_a_minute=1))

    with background(site, Door(port=0, proxies=proxies)) as port:
        found = [
            requests.post(
                f"http://127.0.0.1:{port}/v/lookup",
                data={"number": "1", "name": "罗"},
                headers={"X-Forwarded-For": f"203.0.113.{each}"},
                timeout=WAIT,
            ).status_code
            for each in (1, 2)
        ]

    assert found == answered


def test_without_tls_it_listens_to_this_computer_alone() -> None:
    check_door(Door("127.0.0.1"))
    for host in ("0.0.0.0", "192.0.2.1", "::"):
        with pytest.raises(OpenLine):
            check_door(Door(host))


def test_a_certificate_that_does_not_fit_its_key_is_named(authority: Authority, tmp_path: Path) -> None:
    one, other = authority.vouch(tmp_path, "127.0.0.1"), tmp_path / "none.pem"

    with pytest.raises(TlsPairWrong):
        check_door(Door(certificate=one, key=other))
    with pytest.raises(TlsPairWrong):
        check_door(Door(certificate=authority.path, key=one))


@pytest.mark.engines("sqlite")
def test_a_port_that_is_taken_is_named(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortTaken):
        serve(site, Door(port=taken.getsockname()[1]), lambda: None)


@pytest.mark.engines("sqlite")
def test_with_its_password_in_a_file_the_server_signs_by_itself(
    county_folder: Path, pc: Ledger, served: Serving, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    with CountyOffice.visit(county_folder, SystemClock()) as office:
        made = office.make_join_code(STATION, NAME)

    with served("--password-file", str(tmp_path / "password")) as server:
        set_line(pc, LineSettings(proxy="none"))
        joined = join(pc, made.code.spoken, server.url)

    assert joined.taken is not None
