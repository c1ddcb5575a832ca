"""What the makers of the program may know of a ledger in trouble: figures and states, nothing about any person."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from app.ledger.certificate_numbering import block_standings
from app.ledger.rules import SETTABLE, list_rules
from app.ledger.station_identity import read_identity
from app.ledger.trust_lists import trust_of
from app.models.journal import JOURNAL, head_of
from app.models.ledger import Ledger
from app.models.rows import journaled_tables
from app.models.schema import VERSION, version_of
from app.models.stations import Operator, works_here

# Rules whose value a station types freely: it may name a person or a place.
FREE_SHAPES = ("text", "options", "codes", "market_days", "table")


@dataclass(frozen=True)
class LedgerFigures:
    """A ledger in figures; every value is a figure, a day, a code or a yes or no."""

    schema: dict[str, int]
    journal: dict[str, Any]
    counts: dict[str, int]
    sqlite: dict[str, Any]
    station: dict[str, Any]
    roles: dict[str, int]
    rules: dict[str, Any]
    files: dict[str, int]


def figures_of(ledger: Ledger) -> LedgerFigures:
    """Read the figures. Raises DamagedLedger."""
    with ledger.reading() as session:
        connection = session.connection()
        people = func.count().label("people")
        here = select(Operator.role, people).where(Operator.active, works_here(connection))
        roles = session.execute(here.group_by(Operator.role))
        return LedgerFigures(
            schema={"found": version_of(connection), "known": VERSION},
            journal=_journal(connection, ledger),
            counts=_counts(connection),
            sqlite=_sqlite(connection),
            station=_station(session, ledger),
            roles={row.role: row.people for row in roles},
            rules=_rules(ledger),
            files=_files(ledger),
        )


def _journal(connection: Connection, ledger: Ledger) -> dict[str, Any]:
    head = head_of(connection, ledger.standing.replica)
    chains = connection.execute(select(func.count(func.distinct(JOURNAL.c.replica)))).scalar_one()
    hindrance = ledger.standing.hindrance
    return {
        "replica": head.replica,
        "seq": head.seq,
        "hash": head.hash.hex(),
        "replicas": chains,
        "hindrance": hindrance.code if hindrance else "",
    }


def _counts(connection: Connection) -> dict[str, int]:
    tables = sorted(journaled_tables().items())
    found = {name: connection.execute(select(func.count()).select_from(row)).scalar_one() for name, row in tables}
    return found | {"journal": connection.execute(select(func.count()).select_from(JOURNAL)).scalar_one()}


def _sqlite(connection: Connection) -> dict[str, Any]:
    names = ("journal_mode", "synchronous", "page_size", "page_count", "freelist_count", "cipher_version")
    return {name: connection.exec_driver_sql(f"pragma {name}").scalar() for name in names}


def _station(session: Any, ledger: Ledger) -> dict[str, Any]:
    identity, today = read_identity(session), ledger.clock.now().date()
    blocks = [block for block in block_standings(session, ledger.standing.replica) if block.is_own]
    trust = trust_of(session, identity.root) if identity else None
    return {
        "is_enrolled": identity is not None,
        "code": identity.station_code if identity else "",
        "key_id": identity.key_id if identity else "",
        "numbers_left": sum(block.left for block in blocks),
        "blocks": len(blocks),
        "list_age_days": trust.age_days(today) if trust else None,
        "list_is_stale": trust.is_stale(today) if trust else None,
    }


def _rules(ledger: Ledger) -> dict[str, Any]:
    """What was set otherwise than shipped: value, severity and scope; never the source, which a clerk wrote."""
    from app.ledger.rule_catalogue import known_rule

    set_here = [rule for rule in list_rules(ledger, ledger.clock.now().date()) if rule.scope in SETTABLE]
    return {
        rule.key: {
            "value": "…" if known_rule(rule.key).shape["kind"] in FREE_SHAPES else rule.value,
            "severity": rule.severity,
            "scope": str(rule.scope),
        }
        for rule in set_here
    }


def _files(ledger: Ledger) -> dict[str, int]:
    """The sizes of the ledger's own files; their folder is not named, it may hold the name of whoever sits here."""
    places = ledger.places
    named = {"ledger.db": places.database, "ledger.db-wal": places.database.with_name("ledger.db-wal")}
    sizes = {name: path.stat().st_size for name, path in named.items() if path.is_file()}
    return sizes | {"backups": sum(1 for _ in places.backups.glob("ledger-*"))}
