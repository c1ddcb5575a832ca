"""What this PC knows of its county's desks: whose word still counts, whatever the clock here says."""

from datetime import date

from app.credential.desk_certificate import KnownDesks, read_desk_certificate
from app.ledger.station_identity import known_identity
from app.ledger.syncing.state import sync_state
from app.ledger.trust_lists import trust_lists
from app.models.ledger import Ledger


def known_desks(ledger: Ledger) -> KnownDesks:
    """By every desk key that came, and by the lists in use. Raises NotEnrolled."""
    root, trust = known_identity(ledger).root, trust_lists(ledger)
    days = [each.issued_on for each in (trust.key_list, trust.revocations) if each]
    desks = [read_desk_certificate(data, root).not_before for data in sync_state(ledger).desk_keys]
    return KnownDesks(max(days, default=date.min), max(desks, default=date.min))
