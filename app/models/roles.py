"""What each role may do, in one table; kept at the one door through which the ledger is written."""

from app.errors import Refusal
from app.i18n import mark, tr

EVERYDAY = (
    "trainee.*", "roster.*", "class.*", "lesson.*", "attendance.*", "results.*", "conduct.*", "graduate",
    "certificate.*", "print.*", "stock.*", "course.*", "provider.*", "trainer.*", "intake.*", "export.*",
    "ledger.backup", "trust.*", "reading.*", "search.*",
)  # fmt: skip
LEADING = (*EVERYDAY, "rules.*", "person.unmask", "person.erase", "person.merge", "place.*", "station.*", "ledger.*")
ALLOWED: dict[str, tuple[str, ...]] = {
    "clerk": EVERYDAY,
    "station_head": LEADING,
    "administrator": (*LEADING, "operator.*"),
    "auditor": ("person.unmask", "export.*"),
}
ROLE_NAMES = {
    "clerk": mark("clerk"),
    "station_head": mark("station head"),
    "administrator": mark("administrator"),
    "auditor": mark("auditor"),
}


class NotAllowed(Refusal):
    """Something was asked for that the role does not allow."""

    code = "not_allowed"
    message = mark("The role “{role}” may not do this ({action}).")
    remedy = mark("Ask someone with the role of station head or administrator.")


def role_label(role: str) -> str:
    """A role as people call it."""
    return tr(ROLE_NAMES.get(role, role))


def allows(role: str, action: str) -> bool:
    """Whether this role may do this action."""
    return any(action == each or _begins(action, each) for each in ALLOWED.get(role, ()))


def _begins(action: str, pattern: str) -> bool:
    return pattern.endswith(".*") and action.startswith(pattern[:-1])


def roles_for(action: str) -> tuple[str, ...]:
    """The roles that may do this action."""
    return tuple(role for role in ALLOWED if allows(role, action))


def permit(role: str, action: str) -> None:
    """Raise NotAllowed unless this role may do this action."""
    if not allows(role, action):
        raise NotAllowed(role=role_label(role), action=action)
