"""What the journal says of whole numbers that were shown: why, and whose they were."""

import orjson
from sqlalchemy import select

from app.models.ledger import Ledger
from app.models.people import Trainee


def unmaskings(ledger: Ledger) -> list[tuple[str, list[str]]]:
    """The reason and the ID numbers that were seen, for every time, the newest last."""
    with ledger.reading() as session:
        found = session.connection().exec_driver_sql("select body from journal where op = 'C' order by position")
        acts = [orjson.loads(body) for (body,) in found]
        numbers = dict(session.execute(select(Trainee.id, Trainee.id_number)).all())
    shown = [act for act in acts if act["action"] == "person.unmask"]
    return [(act["reason"], sorted(numbers[each] for each in act.get("about", []))) for act in shown]
