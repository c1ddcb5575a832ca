"""Who teaches: the training providers of the alliance and the trainers with their kinds."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.courses import word_of
from app.ledger.naming import named
from app.models.ledger import Ledger
from app.models.phones import mask_phone, read_phone
from app.models.training import Trainer, TrainingProvider
from app.models.vocabulary import TrainerKind


class ProviderExists(Refusal):
    """There is a provider of this name already."""

    code = "provider_exists"
    message = mark("There is already a training provider “{name}”.")
    remedy = mark("Use it, or give the full name of the other one.")


class TrainerExists(Refusal):
    """There is a trainer of this name and phone already."""

    code = "trainer_exists"
    message = mark("There is already a trainer “{name}” with this phone number.")
    remedy = mark("Use that one. Two trainers of one name are told apart by their phone numbers.")


class NameMissing(Refusal):
    """Something was to be added without a name."""

    code = "name_missing"
    message = mark("The name is missing.")
    remedy = mark("Give the full name.")


@dataclass(frozen=True)
class ProviderPlan:
    """A provider to be added."""

    name: str
    kind: str = ""
    credit_code: str = ""
    contact: str = ""
    phone: str = ""
    in_alliance: bool = True


@dataclass(frozen=True)
class ProviderRow:
    """A provider as shown; the phone is masked."""

    id: str
    name: str
    kind: str
    credit_code: str
    contact: str
    phone: str
    in_alliance: bool


@dataclass(frozen=True)
class TrainerPlan:
    """A trainer to be added; the kind as people write it (土专家), the provider by name or id."""

    name: str
    kind: str
    phone: str = ""
    qualification: str = ""
    provider: str = ""


@dataclass(frozen=True)
class TrainerRow:
    """A trainer as shown; the phone is masked."""

    id: str
    name: str
    kind: str
    kind_label: str
    phone: str
    qualification: str
    provider: str


def add_provider(ledger: Ledger, plan: ProviderPlan) -> ProviderRow:
    """Add a training provider. Raises ProviderExists, NameMissing."""
    name = _name(plan.name)
    with ledger.change("provider.add") as change:
        if change.rows(select(TrainingProvider).where(TrainingProvider.name == name)):
            raise ProviderExists(name=name)
        provider = TrainingProvider(
            name=name,
            kind=plan.kind.strip(),
            credit_code=plan.credit_code.strip().upper(),
            contact=plan.contact.strip(),
            phone=read_phone(plan.phone).number,
            in_alliance=plan.in_alliance,
        )
        return _provider_row(change.add(provider))


def list_providers(ledger: Ledger) -> tuple[ProviderRow, ...]:
    """Every provider, by name."""
    with ledger.reading() as session:
        rows = session.scalars(select(TrainingProvider).order_by(TrainingProvider.name))
        return tuple(_provider_row(row) for row in rows)


def find_provider(session: Session, text: str) -> TrainingProvider:
    """The provider of this id or name. Raises UnknownName, AmbiguousName."""
    return named(session, TrainingProvider, text, mark("training provider"))


def add_trainer(ledger: Ledger, plan: TrainerPlan) -> TrainerRow:
    """Add a trainer. Raises TrainerExists, NameMissing, WordUnknown, UnknownName."""
    name, kind, phone = _name(plan.name), word_of(TrainerKind, plan.kind), read_phone(plan.phone).number
    with ledger.change("trainer.add") as change:
        if change.rows(select(Trainer).where(Trainer.name == name, Trainer.phone == phone)):
            raise TrainerExists(name=name)
        provider = find_provider(change.session, plan.provider) if plan.provider.strip() else None
        trainer = Trainer(name=name, kind=kind, phone=phone, qualification=plan.qualification.strip())
        trainer.provider_id = provider.id if provider else None
        return _trainer_row(change.add(trainer), provider.name if provider else "")


def list_trainers(ledger: Ledger) -> tuple[TrainerRow, ...]:
    """Every trainer, by name."""
    statement = select(Trainer, TrainingProvider.name).outerjoin(TrainingProvider).order_by(Trainer.name, Trainer.id)
    with ledger.reading() as session:
        return tuple(_trainer_row(trainer, provider or "") for trainer, provider in session.execute(statement))


def find_trainer(session: Session, text: str) -> Trainer:
    """The trainer of this id or name. Raises UnknownName, AmbiguousName."""
    return named(session, Trainer, text, mark("trainer"))


def _name(given: str) -> str:
    name = given.strip()
    if not name:
        raise NameMissing
    return name


def _provider_row(row: TrainingProvider) -> ProviderRow:
    words = (row.name, row.kind, row.credit_code, row.contact)
    return ProviderRow(row.id, *words, mask_phone(row.phone), row.in_alliance)


def _trainer_row(row: Trainer, provider: str) -> TrainerRow:
    label = TrainerKind(row.kind).label if row.kind else ""
    return TrainerRow(row.id, row.name, row.kind, label, mask_phone(row.phone), row.qualification, provider)
