"""The tables of enterprise; named constraints say the rules again."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from contracts.uscc import ALPHABET

METADATA: Final = MetaData()
_ID: Final = UUID(as_uuid=True)
_MOMENT: Final = DateTime(timezone=True)
_USCC: Final = f"^[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}$"

ENTERPRISES: Final = Table(
    "enterprises",
    METADATA,
    Column("id", _ID, nullable=False),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("uscc", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_compared", Text, nullable=False),
    Column("legal_representative", _ID, nullable=False),
    Column("legal_representative_name", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("is_home_province", Boolean, nullable=False),
    Column("category_version", Integer, nullable=False),
    Column("registered_at", _MOMENT, nullable=False),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("id", name="one_registration_per_enterprise"),
    UniqueConstraint("uscc", name="one_enterprise_per_uscc"),
    CheckConstraint(f"uscc ~ '{_USCC}'", name="a_uscc_has_its_shape"),
    Index("enterprises_by_legal_representative", "legal_representative"),
    Index("enterprises_by_province", "province", "number"),
)

CATEGORY_CASES: Final = Table(
    "category_cases",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("enterprise", _ID, ForeignKey("enterprises.id"), nullable=False),
    Column("enterprise_name", Text, nullable=False),
    Column("holdings", JSONB, nullable=False),
    Column("former_holdings", JSONB, nullable=False),
    Column("category_version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("permitted_trades", ARRAY(Text)),
    Column("fingerprint", Text),
    Column("version", Integer, nullable=False),
    CheckConstraint("jsonb_array_length(holdings) > 0", name="no_case_asks_for_the_empty_set"),
    CheckConstraint(
        "(status = 'approved') = (fingerprint IS NOT NULL)", name="approval_rests_on_a_preview"
    ),
    CheckConstraint(
        "(status = 'submitted') = (permitted_trades IS NULL)", name="a_closed_case_keeps_its_trades"
    ),
    CheckConstraint(
        "(kind = 'registration') = (jsonb_array_length(former_holdings) = 0)",
        name="registration_comes_first",
    ),
    Index(
        "one_open_category_case_per_enterprise",
        "enterprise",
        unique=True,
        postgresql_where=text("status = 'submitted'"),
    ),
    Index(
        "one_approved_case_per_category_version",
        "enterprise",
        "category_version",
        unique=True,
        postgresql_where=text("status = 'approved'"),
    ),
    Index("category_cases_by_enterprise", "enterprise", "number"),
    Index("category_cases_by_status", "status", "number"),
)

CATEGORY_CASE_STEPS: Final = Table(
    "category_case_steps",
    METADATA,
    Column("category_case", _ID, ForeignKey("category_cases.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("at", _MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("reason", Text),
    CheckConstraint("(step = 'rejected') = (reason IS NOT NULL)", name="a_rejection_has_a_reason"),
)

HELD_CATEGORIES: Final = Table(
    "held_categories",
    METADATA,
    Column("enterprise", _ID, ForeignKey("enterprises.id"), primary_key=True),
    Column("category_version", Integer, primary_key=True, autoincrement=False),
    Column("category", Text, primary_key=True),
    Column("gas_sources", ARRAY(Text), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("category_case", _ID, ForeignKey("category_cases.id"), nullable=False),
    CheckConstraint("category IN ('G', 'P', 'J', 'Q')", name="a_category_is_one_of_four"),
    CheckConstraint("cardinality(gas_sources) > 0", name="a_category_has_gas_sources"),
)

CATEGORY_FLOORS: Final = Table(
    "category_floors",
    METADATA,
    Column("enterprise", _ID, primary_key=True),
    Column("category_version", Integer, nullable=False),
)

FORMER_REGISTRATIONS: Final = Table(
    "former_registrations",
    METADATA,
    Column("enterprise", _ID, ForeignKey("enterprises.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("legal_representative", _ID, nullable=False),
    Column("legal_representative_name", Text, nullable=False),
    Column("until", _MOMENT, nullable=False),
    Column("changed_by", Text, nullable=False),
)

QUALIFICATION_STANDARDS: Final = Table(
    "qualification_standards",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("designation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
    UniqueConstraint("designation", name="one_standard_per_designation"),
)

STANDARD_VERSIONS: Final = Table(
    "qualification_standard_versions",
    METADATA,
    Column("standard", _ID, ForeignKey("qualification_standards.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("published_at", _MOMENT, nullable=False),
    Column("withdrawn_at", _MOMENT),
    Column("reason", Text),
    CheckConstraint(
        "(withdrawn_at IS NULL) = (reason IS NULL)", name="a_withdrawal_of_a_standard_has_a_reason"
    ),
)
