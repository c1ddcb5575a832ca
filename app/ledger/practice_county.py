"""A county that does not exist: it enrols the practice ledger, so that its certificates can be numbered and signed."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.credential.key_list import KeyEntry, sign_key_list
from app.credential.keys import SigningKey, fingerprint, key_id_of
from app.credential.revocations import sign_revocations
from app.credential.sealing import new_recovery_key, recovery_public
from app.ledger.county_enrolment import take_in, write_request
from app.ledger.county_packages import (
    CountyCard,
    Enrolment,
    EnrolmentRequest,
    Grant,
    SerialRange,
    StationCard,
    read_request,
    sign_enrolment,
)
from app.models.ledger import Ledger
from app.models.rows import new_id

COUNTY_CODE, COUNTY, HOST = "530921", "凤庆县（练习）", "practice.invalid"
STATION_CODE, STATION = "530921101", "凤山镇工作站"
SERIALS = 2000
VALID_FOR = timedelta(days=3650)


@dataclass(frozen=True)
class PracticeCounty:
    """Its root key lives as long as this object: nobody can sign with it afterwards."""

    day: date
    root: SigningKey = field(default_factory=SigningKey.generate)

    def enrol(self, ledger: Ledger) -> None:
        """Enrol this PC with a block of numbers."""
        request = read_request(write_request(ledger, STATION).data)
        recovery = recovery_public(new_recovery_key())
        package = Enrolment(self._grant(request), key_id_of(request.public), recovery)
        take_in(ledger, sign_enrolment(package, self.root), fingerprint(self.root.public))

    def _grant(self, request: EnrolmentRequest) -> Grant:
        until = self.day + VALID_FOR
        entry = KeyEntry(
            key_id=key_id_of(request.public),
            public=request.public,
            station=STATION_CODE,
            station_name=STATION,
            not_before=self.day,
            not_after=until,
            kinds=("completion", "training_pass"),
            number_prefixes=(STATION_CODE,),
        )
        return Grant(
            root_public=self.root.public,
            county=CountyCard(new_id(), COUNTY_CODE, COUNTY, HOST),
            station=StationCard(request.station_id, STATION_CODE, STATION),
            replica=request.replica,
            block=SerialRange(1, SERIALS, self.day),
            key_list=sign_key_list([entry], self.day, until, self.root, sequence=1, hosts=(HOST,)),
            revocation_list=sign_revocations((), (), self.day, until, self.root, sequence=2),
        )
