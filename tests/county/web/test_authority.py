"""Every route of the county's server, asked by everybody: only the cells that the one table declares let in."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from app.county.office import CountyOffice
from app.county.officer_rows import OfficerRole
from app.county.web.application import make_app
from app.county.web.authority import COOKIE, ROLES, Operation
from app.county.web.site import Site
from tests.county.web.filled import OFFICER_PASSWORD, OFFICERS
from tests.county.web.officers import Officer

pytestmark = pytest.mark.engines("sqlite")

# What needs no officer: asked by anybody, by stations with their own signatures, or the door itself.
OPEN_TAGS = {"public", "sync", "health"}
OPEN_PATHS = {"/sign-in", "/openapi.json"}
OWN = "自己的长口令 1"
NAMES = {OfficerRole(role): name for name, role in OFFICERS}
AT_THE_DOOR, INSIDE = {303}, {200, 303, 400, 404, 422}


def dependency_of(route: APIRoute):
    """The one that says which operation this route is, if it has one."""
    found = [each.call for each in route.dependant.dependencies if hasattr(each.call, "operation")]
    return found[0] if found else None


def routes_of(site: Site) -> list[APIRoute]:
    return [route for route in every_route(make_app(site).routes) if isinstance(route, APIRoute)]


def every_route(routes) -> Iterator[object]:
    """All routes, also those of routers that were included as they are."""
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        if inner and not isinstance(route, Mount):
            yield from every_route(inner)
        else:
            yield route


@pytest.fixture
def officers(site: Site, office: CountyOffice, address: str) -> dict[OfficerRole, Officer]:
    """Somebody of each role, signed in."""
    for name, role in OFFICERS:
        office.add_officer(name, role, OFFICER_PASSWORD, must_change=False)
    return {role: Officer(address, name) for role, name in NAMES.items()}


def asked(officer: Officer, route: APIRoute, csrf: str | None):
    """Ask as far as the door: a form without its fields changes nothing, whoever sends it."""
    path = route.path
    for name in ("code", "owner", "row_id", "register", "name", "handle", "place"):
        path = path.replace(f"{{{name}}}", "none")
    assert "{" not in path
    return officer.get(path) if "GET" in route.methods else officer.post(path, {}, csrf)


def is_let_in(answer) -> bool:
    at_door = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
    return not at_door and answer.status_code != 403


def is_open(route: APIRoute) -> bool:
    return bool(OPEN_TAGS & set(route.tags)) or route.path in OPEN_PATHS


def test_every_route_asks_who_is_there_or_is_meant_for_anybody(site: Site) -> None:
    routes = routes_of(site)

    unguarded = [route.path for route in routes if dependency_of(route) is None and not is_open(route)]
    acts = [route for route in routes if dependency_of(route) and "GET" not in route.methods]

    assert len(routes) > 20
    assert unguarded == []
    assert acts
    assert all(dependency_of(route).is_act for route in acts)


def test_every_operation_is_in_the_table() -> None:
    assert set(ROLES) == set(Operation)


@pytest.mark.parametrize("role", list(OfficerRole))
def test_only_the_declared_roles_get_past_the_door(
    site: Site, officers: dict[OfficerRole, Officer], role: OfficerRole
) -> None:
    officer = officers[role]
    csrf = officer.csrf()
    guarded = [route for route in routes_of(site) if dependency_of(route) and route.path != "/sign-out"]

    let_in = {(route.path, *route.methods): is_let_in(asked(officer, route, csrf)) for route in guarded}

    declared = {(route.path, *route.methods): role in ROLES[dependency_of(route).operation] for route in guarded}
    assert let_in == declared


def test_nobody_gets_in_signed_out_or_with_somebody_elses_token(
    site: Site, officers: dict[OfficerRole, Officer], address: str
) -> None:
    stranger, forger = Officer(address), Officer(address)
    forger.session.cookies.set(COOKIE, "x" * 43)

    for route in routes_of(site):
        if dependency_of(route):
            for nobody in (stranger, forger):
                answer = asked(nobody, route, "")
                assert answer.status_code == 303
                assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("csrf", ["", "x" * 32, "another session's"])
def test_a_form_that_was_not_made_for_this_session_does_nothing(
    site: Site, officers: dict[OfficerRole, Officer], csrf: str
) -> None:
    sent = Officer(officers[OfficerRole.AUDITOR].address, NAMES[OfficerRole.AUDITOR]).csrf() if " " in csrf else csrf
    acts = [route for route in routes_of(site) if dependency_of(route) and dependency_of(route).is_act]

    for route in acts:
        for officer in officers.values():
            assert asked(officer, route, sent).status_code == 403

    assert all(officer.get("/").status_code == 200 for officer in officers.values())


def test_who_must_change_the_password_does_that_first(office: CountyOffice, address: str) -> None:
    office.add_officer("新来的", "registrar", OFFICER_PASSWORD)
    fresh = Officer(address, "新来的")

    before = fresh.get("/")
    fresh.post("/password", {"old": OFFICER_PASSWORD, "new": OWN, "again": OWN})

    assert (before.status_code, before.headers["location"]) == (303, "/password")
    assert fresh.get("/").status_code == 200


def test_the_token_is_out_of_reach_of_scripts_and_of_other_sites(office: CountyOffice, address: str) -> None:
    office.add_officer("李主任", "administrator", OFFICER_PASSWORD, must_change=False)

    first, second = Officer(address, "李主任"), Officer(address, "李主任")

    cookie = first.came_in.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert first.session.cookies[COOKIE] != second.session.cookies[COOKIE]
    kept = first.session.cookies[COOKIE]
    first.post("/sign-out", {})
    first.session.cookies.set(COOKIE, kept)
    assert first.get("/").status_code == 303
    assert second.get("/").status_code == 200


def test_the_way_back_after_signing_in_never_leaves_the_county(office: CountyOffice, address: str) -> None:
    office.add_officer("李主任", "administrator", OFFICER_PASSWORD, must_change=False)
    form = {"name": "李主任", "password": OFFICER_PASSWORD}

    led = {
        to: Officer(address).post("/sign-in", {**form, "to": to}, csrf="").headers["location"]
        for to in ("/stations", "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "")
    }

    assert led.pop("/stations") == "/stations"
    assert set(led.values()) == {"/"}


def test_a_form_of_another_site_signs_nobody_in(office: CountyOffice, address: str) -> None:
    office.add_officer("李主任", "administrator", OFFICER_PASSWORD, must_change=False)
    victim = Officer(address)
    victim.session.headers["Sec-Fetch-Site"] = "cross-site"

    answer = victim.post("/sign-in", {"name": "李主任", "password": OFFICER_PASSWORD}, csrf="")

    assert answer.status_code == 403
    assert not victim.session.cookies
