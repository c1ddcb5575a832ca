"""The interface is as it is described: whatever is sent, sound or odd, meets nothing that the description denies."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.web.application import make_app
from app.county.web.site import Site, SiteSettings, open_site
from app.ledger.station_key import signing_key
from app.models.ledger import Ledger
from app.sync.protocol import HEADERS, MEDIA_TYPE, Seal
from tests.county.makers import enrolled

pytestmark = pytest.mark.engines("sqlite")
EXAMPLES = 100
OFTEN = 10**9
DESCRIBED = ("public", "sync", "health")
# Whether bytes are packed CBOR the description cannot say: these are read, found odd and answered 400.
PACKED = frozenset({"/sync/v1/join"})
# Requests that are signed after they were made odd are sound in what these look at.
SIGNED_ANYWAY = ("positive_data_acceptance", "negative_data_rejection", "missing_required_header")

schemathesis.serializer.alias([MEDIA_TYPE, "image/jpeg"], "application/octet-stream")


@pytest.fixture
def app(office: CountyOffice, clock: SetClock) -> FastAPI:
    """The county's application, patient with whoever asks often."""
    often = dict.fromkeys(("checks_a_minute", "lookups_a_minute", "joins_a_minute", "trusts_a_minute"), OFTEN)
    patient = SiteSettings(False, **often)
    return make_app(open_site(office, clock, patient))


def operations(app: FastAPI, *tags: str) -> Iterator[Any]:
    for found in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations():
        operation = found.ok()
        if set(operation.tags or ()) & set(tags):
            yield operation


def tried(operation: Any, prepare: Callable[[Any], None] = lambda _: None, left_out: tuple[str, ...] = ()) -> set[int]:
    """The statuses that were answered."""
    statuses = set[int]()
    checks = [check for check in CHECKS.get_all() if check.__name__ not in left_out]

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        prepare(case)
        response = case.call()
        statuses.add(response.status_code)
        case.validate_response(response, checks=checks)

    ask()
    return statuses


def test_everything_that_is_described_is_as_described(app: FastAPI) -> None:
    seen = set()

    for operation in operations(app, *DESCRIBED):
        left_out = ("positive_data_acceptance",) if operation.path in PACKED else ()
        tried(operation, left_out=left_out)
        seen.add((operation.method.upper(), operation.path))

    assert {("POST", "/sync/v1/round"), ("POST", "/sync/v1/join"), ("POST", "/v/check"), ("GET", "/health")} <= seen


def test_a_known_pc_that_signs_whatever_it_sends_finds_nothing_either(
    office: CountyOffice, pc: Ledger, app: FastAPI
) -> None:
    enrolled(office, pc)
    key, county_id = signing_key(pc), office.county().id

    def sign(case: Any) -> None:
        body, path = b"", case.formatted_path
        if case.method != "GET":
            case.body = body = case.body if isinstance(case.body, bytes) else str(case.body).encode()
        seal = Seal(case.method, path, county_id, pc.standing.replica, 5, "ab" * 16)
        told = {"county": county_id, "replica": seal.replica, "key": key.key_id.hex(), "time": "5", "nonce": seal.nonce}
        told["signature"] = key.sign(seal.claim(hashlib.sha256(body).digest())).hex()
        case.headers.update({HEADERS[name]: value for name, value in told.items()})

    for operation in operations(app, "sync"):
        if operation.path not in PACKED:
            statuses = tried(operation, sign, SIGNED_ANYWAY)
            assert not statuses & {401, 403, 409}


@pytest.mark.parametrize(("status", "body"), [(200, {"reason": 5}), (418, {"reason": "genuine"}), (500, {})])
def test_a_lie_in_the_description_is_found(app: FastAPI, site: Site, status: int, body: dict[str, object]) -> None:
    from app.county.web.public import Told

    @app.post("/v/planted", response_model=Told, tags=["planted"])
    def planted() -> JSONResponse:
        return JSONResponse(body, status)

    (operation,) = operations(app, "planted")
    with pytest.raises(FailureGroup):
        tried(operation)
