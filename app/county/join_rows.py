"""The codes by which PCs may join, and the requests that wait for the root key."""

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.county.store.tables import KEY
from app.county.tables import CountyBase

OPEN, WAITING, USED, REVOKED = "open", "waiting", "used", "revoked"


class JoinCodeRow(CountyBase):
    """A code for one PC of a station; its secret goes when it can serve no more. Milliseconds since 1970.

    `request` is what the PC sent under it, once it has proven to know the code.
    """

    __tablename__ = "join_code"

    county_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    handle: Mapped[str] = mapped_column(String(4), primary_key=True)
    secret: Mapped[str] = mapped_column(String(16))
    station_code: Mapped[str] = mapped_column(String(9))
    station_name: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int] = mapped_column(BigInteger)
    request: Mapped[bytes] = mapped_column(LargeBinary)
