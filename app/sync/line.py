"""What stands between a station and its county: the line, and every way in which it fails, by its cause."""

from typing import Protocol

from app.errors import Refusal
from app.i18n import mark
from app.sync.protocol import RoundAnswer, RoundRequest


class Line(Protocol):
    """Anything that carries a question to the county and its answer back. Raises LineTrouble."""

    def ask(self, request: RoundRequest) -> RoundAnswer: ...


class LineTrouble(Refusal):
    """The county was not reached, or did not answer as the county. Nothing is lost: all that waits goes on waiting."""

    code = "line_trouble"
    is_passing = True
    """Whether trying again later may help without anybody doing anything."""


class NoNetwork(LineTrouble):
    """A PC that is in no network at all."""

    code = "no_network"
    message = mark("This PC is not connected to a network.")
    remedy = mark("Check the network cable or the wireless switch. Work goes on without it; all is kept to be sent.")


class NameUnknown(LineTrouble):
    """The county's host name leads to no address."""

    code = "name_unknown"
    message = mark("The name of the county's server, {host}, was not found.")
    remedy = mark(
        "If other web pages open, look for a slip in the connection's settings; otherwise wait for the network."
    )


class ProxyTrouble(LineTrouble):
    """The proxy between this PC and the county refuses or is away."""

    code = "proxy_trouble"
    message = mark("The proxy {proxy} does not let this PC through to the county.")
    remedy = mark("Check the proxy in the connection's settings, or ask whoever looks after the network.")


class CountyAway(LineTrouble):
    """The county's server cannot be reached or does not answer in time."""

    code = "county_away"
    message = mark("The county's server at {host} does not answer.")
    remedy = mark("It is tried again by itself. If it lasts more than a day, tell the county.")


class CutOff(LineTrouble):
    """The line broke in the middle of a question or an answer."""

    code = "cut_off"
    message = mark("The line to the county broke off.")
    remedy = mark("It is tried again by itself, from where it broke off; nothing is sent twice.")


class TlsTrouble(LineTrouble):
    """Whoever answers cannot prove to be the county's server."""

    code = "tls_trouble"
    is_passing = False
    message = mark("The server at {host} could not prove that it is the county's: {cause}.")
    remedy = mark("Nothing was sent. Check this PC's date; if it is right, tell the county.")


class ClockTrouble(LineTrouble):
    """The PC's clock makes the server's certificate look invalid."""

    code = "clock_trouble"
    is_passing = False
    message = mark("This PC's clock says {today}, and by that the county's certificate is not valid.")
    remedy = mark("Set the PC's date and time right; nothing was sent.")


class NotTheCounty(LineTrouble):
    """An answer that the county did not sign: a login page of the network, a proxy's page, garbage."""

    code = "not_the_county"
    message = mark("Something other than the county answered at {host} (for example a network's login page).")
    remedy = mark("Open a web page and log in to the network if it asks for that; it is tried again by itself.")


class PlainHttpRefused(LineTrouble):
    """An address that would carry personal data openly."""

    code = "plain_http"
    is_passing = False
    message = mark("The address {address} is not encrypted; personal data does not go over it.")
    remedy = mark("The county's address begins with https://. Correct it in the connection's settings.")


class KeyRefused(LineTrouble):
    """The county does not take this PC's key: unknown or revoked."""

    code = "key_refused"
    is_passing = False
    message = mark("The county no longer accepts the key of this PC ({code}).")
    remedy = mark("All is kept here. Ask the county; it may enrol this PC again.")


class CountyBusy(LineTrouble):
    """The county asks to come back later."""

    code = "county_busy"
    message = mark("The county's server is busy; it asked to wait {seconds} seconds.")
    remedy = mark("It is tried again by itself.")

    @property
    def pause(self) -> int:
        """For how many seconds it wants quiet."""
        return int(self.figures.get("seconds", 60))


class TooMuchAtOnce(LineTrouble):
    """Something on the way takes no message of this size."""

    code = "too_much_at_once"
    message = mark("The line does not carry so much at once.")
    remedy = mark("It is tried again in smaller pieces by itself.")


class CountyFault(LineTrouble):
    """The county's server has trouble of its own."""

    code = "county_fault"
    message = mark("The county's server has trouble of its own (status {status}).")
    remedy = mark("It is tried again by itself. If it lasts more than a day, tell the county.")


class DeskOutdated(LineTrouble):
    """An answer under a key of the county's desk whose days are over, or in whose place a newer one has come."""

    code = "desk_outdated"
    is_passing = False
    message = mark("The server at {host} answers with a key that the county no longer uses.")
    remedy = mark("Nothing was taken in, and all is kept here. Tell the county.")


class OtherCounty(LineTrouble):
    """The server says that it is another county's desk: a hint, since this PC has no means to prove it."""

    code = "other_county"
    is_passing = False
    message = mark("The server at {host} answers for another county than this station's.")
    remedy = mark("Correct the county's address in the connection's settings. All is kept here.")
