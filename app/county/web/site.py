"""What every route of the county's server works with: the register, the clock, and how it is to behave."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import Request

from app.clock import Clock
from app.county.office import CountyOffice
from app.county.register import County, Register
from app.county.store.desk_key import DeskKey
from app.county.store.exchange import Exchange
from app.county.trusting import KnownTrust
from app.county.web.patience import Patience
from app.county.web.tally import Tally

if TYPE_CHECKING:
    from app.county.web.workers import Workers


@dataclass(frozen=True)
class SiteSettings:
    """How the server behaves: behind TLS or not, and how often anybody may ask it something that costs or tells."""

    is_secure: bool = True
    checks_a_minute: int = 30
    lookups_a_minute: int = 10
    joins_a_minute: int = 10
    trusts_a_minute: int = 120


@dataclass
class Site:
    """The open county: office, name, the key it answers with, its side of rounds, patience, tally, lists.

    Where there are `workers`, other processes answer the rounds; all that is counted is counted here.
    """

    office: CountyOffice
    county: County
    desk: DeskKey
    exchange: Exchange
    clock: Clock
    settings: SiteSettings = field(default_factory=SiteSettings)
    patience: Patience = field(default_factory=Patience)
    tally: Tally = field(default_factory=Tally)
    trust: KnownTrust = field(default_factory=KnownTrust)
    workers: "Workers | None" = None

    @property
    def register(self) -> Register:
        """The open register."""
        return self.office.register


def open_site(office: CountyOffice, clock: Clock, settings: SiteSettings, *, heals: bool = True) -> Site:
    """The site of an open office; what was stored and not applied is applied. Raises DeskKeyMissing, DeskKeyOver."""
    desk = office.desk()
    exchange = Exchange(office.register, desk, clock)
    if heals:
        exchange.heal()
    return Site(office, office.county(), desk, exchange, clock, settings)


def site_here(request: Request) -> Site:
    """The site that answers this request."""
    site: Site = request.app.state.site
    return site


async def site_of(request: Request) -> Site:
    """The same as a dependency: what is not awaited would be fetched by a thread of its own."""
    return site_here(request)


def client_of(request: Request) -> str:
    """Who asks, as far as the network tells: the address, which uvicorn takes from a trusted proxy."""
    return request.client.host if request.client else "?"
