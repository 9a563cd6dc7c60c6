"""Makers of a valid enterprise, its cases and those who act; a test states what differs."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from contracts.enterprise import HeldCategory, RegisterEnterprise, SubmitCategoryCase
from contracts.principal import Principal, PrincipalKind, service_principal
from contracts.vocabulary import CaseStatus, Category, GasSource, Province, Role
from enterprise.adapters.category_table import read_category_table
from enterprise.domain.cases import CategoryCase, Step, case_for
from enterprise.domain.categories import Holding
from enterprise.domain.enterprises import Enterprise

TODAY: Final = date(2024, 3, 15)
NOW: Final = datetime(2024, 3, 15, 2, 0, tzinfo=UTC)
TABLE: Final = read_category_table()
SERVICE: Final = service_principal("certificate")


def holding(category: str, *sources: GasSource) -> Holding:
    """Give a category with its gas sources, natural gas if none is named."""
    return Holding(category=Category(category), gas_sources=sources or (GasSource.NATURAL_GAS,))


def holdings(letters: str) -> tuple[Holding, ...]:
    """Give the categories of these letters, each with natural gas."""
    return tuple(holding(letter) for letter in letters)


def enterprise(letters: str = "", **differences: Any) -> Enterprise:
    """Give a registered enterprise of Qinghai that holds these categories."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "uscc": "91639999FAKE00013N",
        "name": "青海示例燃气有限公司",
        "legal_representative": uuid4(),
        "legal_representative_name": "张示例",
        "province": Province.QINGHAI,
        "is_home_province": True,
        "registered_at": NOW,
        "holdings": holdings(letters),
        "category_version": 1 if letters else 0,
    }
    return Enterprise(**{**values, **differences})


def open_case(of: Enterprise, letters: str = "G") -> CategoryCase:
    """Give a case that waits for the authority."""
    submitted = Step(at=NOW, by="enterprise:x", step=CaseStatus.SUBMITTED)
    return case_for(of, holdings(letters), case=uuid4(), submitted=submitted)


def account_of(enterprise_id: UUID) -> Principal:
    """Give the account of an enterprise."""
    return Principal(kind=PrincipalKind.ENTERPRISE, account=uuid4(), enterprise=enterprise_id)


def staff(*roles: Role, province: Province | None = Province.QINGHAI) -> Principal:
    """Give a member of the authority's staff, who decides if no role is named."""
    return Principal(
        kind=PrincipalKind.AUTHORITY,
        account=uuid4(),
        province=province,
        roles=roles or (Role.DECIDER,),
    )


def registration(**differences: Any) -> RegisterEnterprise:
    """Give a sound registration."""
    values: dict[str, Any] = {
        "uscc": "91639999FAKE00013N",
        "name": "青海示例燃气有限公司",
        "legal_representative_name": "张示例",
        "legal_representative_id_number": "639999198512319991",
        "province": Province.QINGHAI,
    }
    return RegisterEnterprise(**{**values, **differences})


def submission(letters: str) -> SubmitCategoryCase:
    """Ask for these categories, each with natural gas."""
    return SubmitCategoryCase(
        categories=tuple(
            HeldCategory(category=Category(letter), gas_sources=(GasSource.NATURAL_GAS,))
            for letter in letters
        )
    )


def table_file(folder: Path, rows: str) -> Path:
    """Write a category–trade table."""
    file = folder / "table.toml"
    file.write_text(rows, encoding="utf-8")
    return file
