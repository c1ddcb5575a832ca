"""What the tests of the county share: its name, enrolment in two lines, and looking into a ledger."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.county.database_place import database_of
from app.county.enrolment import Terms
from app.county.founding import Founding
from app.county.issuing import Issued
from app.county.office import CountyOffice
from app.county.schema import lay_out
from app.county.tables import CountyBase
from app.credential.claims import Claims
from app.credential.keys import SigningKey
from app.credential.text import encode
from app.ledger.county_enrolment import TakenIn, take_in, write_request
from app.models.certificate_numbers import DEFAULT_PATTERN, compose
from app.models.certificates import NumberBlock
from app.models.journal import JOURNAL, Head, head_of
from app.models.ledger import Ledger
from app.models.opening import Login
from app.models.people import Place
from app.models.stations import StationIdentity, TrustList

PASSWORD = "县里的长口令 1"
LOGIN = Login("station", "password1")
FENGQING = Founding("凤庆县", "530921", "rc.fengqing.example")
STATION = "530921101"
NAME = "凤山镇乡村人才振兴工作站"
FENGSHAN = Terms(STATION, NAME)
NUMBER = compose(DEFAULT_PATTERN, county="530921", station="101", year=2026, serial=38)


def enrolled(office: CountyOffice, ledger: Ledger, terms: Terms = FENGSHAN, *, new_key: bool = False) -> TakenIn:
    """The whole way by file: request, package, taken in."""
    return take_in(ledger, package_for(office, ledger, terms, new_key=new_key).data, office.county().fingerprint)


def package_for(office: CountyOffice, ledger: Ledger, terms: Terms = FENGSHAN, *, new_key: bool = False) -> Issued:
    """The package that the county makes for this PC."""
    return office.enrol(write_request(ledger, new_key=new_key).data, terms)


def head(ledger: Ledger) -> Head:
    """How far the journal of this PC has come."""
    with ledger.engine.connect() as connection:
        return head_of(connection, ledger.standing.replica)


def changes(ledger: Ledger) -> int:
    """How many changes the journal tells of."""
    with ledger.engine.connect() as connection:
        return connection.execute(select(func.count()).where(JOURNAL.c.op == "C")).scalar_one()


def certificate_text(key: SigningKey, number: str = NUMBER, on: date = date(2026, 11, 21)) -> str:
    """The code of a certificate signed with this key."""
    days = {"period_from": date(2026, 11, 2), "period_to": date(2026, 11, 20), "issued_on": on}
    words = {"name": "罗正祥", "masked_id": "53359830", "course": "核桃嫁接", "level": "", "provider": "凤庆县职教中心"}
    return encode(Claims(number=number, kind="completion", hours=120, **words, **days), key, FENGQING.host)


def counts(ledger: Ledger) -> dict[str, int]:
    """How many rows an enrolment has left, by table."""
    with ledger.reading() as session:
        tables = (StationIdentity, TrustList, NumberBlock, Place)
        return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) for table in tables}


def carry(folder: Path, address: str) -> None:
    """The county in this folder once more, in this database."""
    there, here = database_of(folder), database_of(folder, address)
    with Session(there.readers) as source, Session(here.engine) as target:
        lay_out(target.connection(), here)
        for table in CountyBase.metadata.sorted_tables:
            rows = [dict(row) for row in source.execute(select(table)).mappings()]
            if rows:
                target.execute(insert(table), rows)
        target.commit()
    there.close()
    here.close()
