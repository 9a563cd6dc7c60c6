"""What tests of category changes share: a staffed enterprise, and what the register shows."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from bus.wire import Delivery
from contracts.certificate import Certificate as Shown
from contracts.certificate import (
    CertificateVersion,
    GetCertificate,
    GetCertificateVersions,
)
from contracts.enterprise import CategoryChanged
from contracts.message import to_wire
from contracts.vocabulary import (
    AbnormalReason,
    Category,
    CertificateKind,
    Trade,
)
from tests.makers import Firm, World

PRINCIPAL, SAFETY, OPERATOR = CertificateKind
NOT_PERMITTED = AbnormalReason.TRADE_NOT_PERMITTED
NOT_COMPLETED = AbnormalReason.CE_NOT_COMPLETED
DELIVERIES = 5


@dataclass(frozen=True, kw_only=True)
class Staff:
    """An enterprise with a certificate of every kind and trade."""

    firm: Firm
    principal: UUID
    safety: UUID
    operators: dict[Trade, UUID]

    @property
    def everyone(self) -> tuple[UUID, ...]:
        return (self.principal, self.safety, *self.operators.values())


def staffed(world: World, letters: str = "GJ") -> Staff:
    firm = world.an_enterprise(letters)
    return Staff(
        firm=firm,
        principal=firm.a_certificate(PRINCIPAL, letters),
        safety=firm.a_certificate(SAFETY, letters),
        operators={
            trade: firm.a_certificate(OPERATOR, letters, trade=trade)
            for trade in permitted(world, letters)
        },
    )


def permitted(world: World, letters: str) -> tuple[Trade, ...]:
    by_letter = {
        "G": "01 02 03 04 06 07 99",
        "P": "02 07 08 99",
        "J": "02 03 04 05 99",
        "Q": "01 02 03 04 99",
    }
    codes = {code for letter in letters for code in by_letter[letter].split()}
    return tuple(trade for trade in Trade if trade.value in codes)


def shown(world: World, certificate: UUID) -> Shown:
    return world.stack.ask(GetCertificate(certificate=certificate), by=world.staff)


def versions(world: World, certificate: UUID) -> tuple[CertificateVersion, ...]:
    return world.stack.ask(GetCertificateVersions(certificate=certificate), by=world.staff).items


def marked(world: World, staff: Staff) -> set[str]:
    return {
        trade.value
        for trade, certificate in staff.operators.items()
        if NOT_PERMITTED in shown(world, certificate).reasons
    }


def everything(world: World, staff: Staff) -> list[object]:
    """All that the register says of these certificates."""
    return [(shown(world, each), versions(world, each)) for each in staff.everyone]


def changed(firm: Firm, version: int, letters: str, **differs: object) -> CategoryChanged:
    event = CategoryChanged(
        enterprise=firm.id,
        case=uuid4(),
        category_version=version,
        categories=tuple(Category(letter) for letter in letters),
        permitted_trades=permitted(firm.world, letters),
        decided_on=firm.world.today,
    )
    return replace(event, **differs)  # type: ignore[arg-type]  # a test may differ in anything


def announce(
    world: World,
    event: CategoryChanged,
    event_id: UUID | None = None,
    *,
    times: int = 1,
    settle: bool = True,
) -> None:
    """Let an event reach certificate as the broker would bring it."""

    delivery = Delivery(
        event_id=event_id or uuid4(),
        source="enterprise",
        name=event.wire_name,
        body=json.dumps(to_wire(event)),
        headers="{}",
    )
    world.stack.deliver(*[delivery] * times)
    if settle:
        world.stack.settle()


def approve_renewal(world: World, certificate: UUID, *, from_day: date) -> None:
    """Write the second term's version, as an approved renewal does."""
    last = from_day.replace(year=from_day.year + 5) - timedelta(days=1)
    with world.stack.database("certificate").independent() as transaction:
        transaction.execute(
            text("""
                INSERT INTO certificate_versions (certificate, version, term, number, holder_name,
                    enterprise, enterprise_name, categories, trade, photo, valid_from, valid_to,
                    first_ce_deadline, age_rule, cause)
                SELECT certificate, 2, 2, number, holder_name, enterprise, enterprise_name,
                    categories, trade, photo, :first, :last, :last, age_rule, 'renewal'
                FROM certificate_versions WHERE certificate = :id"""),
            {"id": certificate, "first": from_day, "last": last},
        )
        transaction.execute(
            text("""UPDATE certificates SET version = 2, valid_from = :first, valid_to = :last,
                ce_deadline = :last WHERE id = :id"""),
            {"id": certificate, "first": from_day, "last": last},
        )
