"""The kinds of paper that have a printer and a tray of their own."""

from dataclasses import dataclass

from app.i18n import tr
from app.models.vocabulary import CertificateKind

PLAIN = "plain"
"""The paper of forms and registers."""


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper: under which word its printer is remembered, and its name for people."""

    key: str
    words: str


def paper_kinds() -> tuple[PaperKind, ...]:
    """All of them, plain paper first."""
    certificates = (PaperKind(certificate_paper(kind), kind.label) for kind in CertificateKind)
    return (PaperKind(PLAIN, tr("Plain paper: forms and registers")), *certificates)


def certificate_paper(kind: str) -> str:
    """The key of the paper on which certificates of this kind are printed."""
    return f"certificate-{kind}"
