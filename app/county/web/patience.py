"""How often one address may ask: a few times at once, then so many a minute; kept in memory, never for long."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST = 20_000


class Patience:
    """Buckets that fill with time, one for each address and purpose; the oldest are forgotten."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, purpose: str, who: str, a_minute: int) -> bool:
        """Whether this one may ask now; counts the asking."""
        who = line_of(who)
        with self._lock:
            now = self._now()
            left, since = self._buckets.pop((purpose, who), (float(a_minute), now))
            left = min(float(a_minute), left + (now - since) * a_minute / 60)
            is_allowed = left >= 1
            self._buckets[purpose, who] = (left - 1 if is_allowed else left, now)
            while len(self._buckets) > _MOST:
                self._buckets.popitem(last=False)
            return is_allowed


def line_of(who: str) -> str:
    """Whose line an address is on: of IPv6 the first 64 bits, since one subscriber has all addresses behind them."""
    try:
        address = ipaddress.ip_address(who)
    except ValueError:
        return who
    if isinstance(address, ipaddress.IPv4Address):
        return who
    return str(address.ipv4_mapped or ipaddress.ip_network((int(address), 64), strict=False))
