"""Makers of a valid world: a test states only what differs from it."""

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import text

import certificate.service
import employment.service
import enterprise.service
import identity.service
from bus.testing import Stack
from contracts import uscc
from contracts.certificate import (
    ApproveCategoryChange,
    ApprovedCategoryChange,
    PreviewCategoryChange,
)
from contracts.enterprise import (
    CategoryCase,
    Enterprise,
    HeldCategory,
    RegisterEnterprise,
    SubmitCategoryCase,
)
from contracts.id_number import check_digit_of
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import (
    AbnormalReason,
    Category,
    CertificateKind,
    GasSource,
    Province,
    Role,
    Trade,
)

BUILDS: Final = {
    "identity": identity.service.build,
    "enterprise": enterprise.service.build,
    "employment": employment.service.build,
    "certificate": certificate.service.build,
}
KEYS: Final = {
    "GASCERT_MODE": "sandbox",
    "IDENTITY_SIGNING_KEY": base64.b64encode(b"s" * 32).decode(),
    "IDENTITY_VAULT_KEYS": f"1:{base64.b64encode(b'v' * 32).decode()}",
    "IDENTITY_LOOKUP_KEY": base64.b64encode(b"l" * 32).decode(),
}
STAFF: Final = Principal(
    kind=PrincipalKind.AUTHORITY,
    account=UUID(int=1),
    province=Province.QINGHAI,
    roles=tuple(Role),
)
LETTER: Final = {
    CertificateKind.PRINCIPAL: "A",
    CertificateKind.SAFETY_MANAGER: "B",
    CertificateKind.OPERATOR: "C",
}
_numbers = count(1)


def an_id_number(born: str = "19900501", *, male: bool = True) -> str:
    """A fictitious ID number of an unassigned region, with its right check digit."""
    serial = 2 * next(_numbers) % 1000
    first_17 = f"639999{born}{serial + (1 if male else 0):03d}"
    return first_17 + check_digit_of(first_17)


def a_uscc() -> str:
    """A fictitious unified social credit code with its right check character."""
    first_17 = f"91639999{next(_numbers):09d}"
    return first_17 + uscc.check_character_of(first_17)


def held(letters: str) -> tuple[HeldCategory, ...]:
    """Categories by their letters, dealing in natural gas."""
    return tuple(
        HeldCategory(category=Category(letter), gas_sources=(GasSource.NATURAL_GAS,))
        for letter in letters
    )


@contextmanager
def a_stack(
    amqp_uri: str, urls: Mapping[str, str], builds: Mapping[str, Any] = BUILDS
) -> Iterator[Stack]:
    """All services of the main job in this process."""
    with Stack(builds, amqp_uri=amqp_uri, database_urls=urls, environment=KEYS) as stack:
        yield stack


@dataclass(frozen=True, kw_only=True)
class World:
    """A stack, and what a test needs in it."""

    stack: Stack
    staff: Principal = field(default=STAFF)

    @property
    def today(self) -> date:
        return self.stack.clock.today()

    def an_enterprise(self, letters: str = "", **differs: Any) -> "Firm":
        """A registered enterprise; with letters, its categories are approved and carried out."""
        account = Principal(kind=PrincipalKind.ENTERPRISE, account=uuid4(), enterprise=uuid4())
        registration: dict[str, Any] = {
            "uscc": a_uscc(),
            "name": f"青海示例燃气{next(_numbers)}有限公司",
            "legal_representative_name": "示例·法人",
            "legal_representative_id_number": an_id_number(),
            "province": Province.QINGHAI,
            **differs,
        }
        made = self.stack.ask(RegisterEnterprise(**registration), by=account)
        firm = Firm(world=self, account=account, enterprise=made)
        if letters:
            firm.changes_to(letters)
        return firm


@dataclass(frozen=True, kw_only=True)
class Firm:
    """An enterprise with an account."""

    world: World
    account: Principal
    enterprise: Enterprise

    @property
    def id(self) -> UUID:
        return self.enterprise.id

    def submits(self, letters: str) -> CategoryCase:
        """Ask for these categories."""
        return self.world.stack.ask(SubmitCategoryCase(categories=held(letters)), by=self.account)

    def is_approved(self, case: CategoryCase) -> ApprovedCategoryChange:
        """Have a case approved on its preview."""
        stack, staff = self.world.stack, self.world.staff
        seen = stack.ask(PreviewCategoryChange(case=case.id), by=staff)
        return stack.ask(
            ApproveCategoryChange(
                case=case.id, case_version=seen.case_version, fingerprint=seen.fingerprint
            ),
            by=staff,
        )

    def changes_to(self, letters: str) -> CategoryCase:
        """Ask for these categories, have them approved, and wait until all has followed."""
        case = self.submits(letters)
        self.is_approved(case)
        self.world.stack.settle()
        return case

    def a_certificate(self, kind: CertificateKind, letters: str = "GJ", **differs: Any) -> UUID:
        """A certificate naming this enterprise, written directly: see `write_certificate`."""
        return write_certificate(
            self.world,
            enterprise=self.id,
            kind=kind,
            letters="" if kind is CertificateKind.OPERATOR else letters,
            printed=letters,
            **{"unit_name": self.enterprise.name, **differs},
        )


def write_certificate(world: World, **differs: Any) -> UUID:
    """A valid certificate with its first version, but for what differs."""
    with world.stack.database("certificate").independent() as transaction:
        return insert_certificate(transaction.execute, world.today, **differs)


def insert_certificate(execute: Callable[..., Any], today: date, **differs: Any) -> UUID:
    """Write a valid certificate of this day with its first version, but for what differs."""
    made = {
        "id": uuid4(),
        "holder": uuid4(),
        "trade": None,
        "reasons": [],
        "cancelled_on": None,
        "in_renewal": False,
        "represents": False,
        "unit_name": "青海示例燃气有限公司",
        "valid_from": date(today.year - 1, 3, 15),
        "valid_to": date(today.year + 4, 3, 14),
        "ce_deadline": date(today.year + 1, 9, 14),
        **differs,
    }
    made["core"] = f"青RQ{LETTER[made['kind']]}2024{next(_numbers):06d}"
    made["number"] = made["core"] + (made["trade"] or made["letters"])
    made["kind"] = made["kind"].value
    made["trade"] = made["trade"].value if isinstance(made["trade"], Trade) else made["trade"]
    made["reasons"] = [AbnormalReason(reason).value for reason in made["reasons"]]
    made["photo"] = uuid4()
    execute(text(_CERTIFICATE), made)
    execute(text(_VERSION), made)
    identifier: UUID = made["id"]
    return identifier


_CERTIFICATE = """
INSERT INTO certificates (id, holder, kind, trade, number_core, number, letters, enterprise,
    province, reasons, cancelled_on, in_renewal, represents, holds_a_place, valid_from, valid_to,
    ce_deadline, version)
VALUES (:id, :holder, :kind, :trade, :core, :number, :letters, :enterprise, '63', :reasons,
    :cancelled_on, :in_renewal, :represents, CAST(:cancelled_on AS date) IS NULL, :valid_from,
    :valid_to, :ce_deadline, 1)
"""
_VERSION = """
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, trade, photo, valid_from, valid_to, first_ce_deadline, age_rule,
    cause)
VALUES (:id, 1, 1, :number, '示例·持证人', :enterprise, :unit_name, :printed, :trade,
    :photo, :valid_from, :valid_to, :ce_deadline, 'default', 'issuance')
"""
