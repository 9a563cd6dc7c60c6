"""The tables of employment; named constraints say the rules again."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

METADATA: Final = MetaData()
_ID: Final = UUID(as_uuid=True)
_MOMENT: Final = DateTime(timezone=True)

OFFERS: Final = Table(
    "offers",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("enterprise", _ID, nullable=False),
    Column("enterprise_name", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("person", _ID, nullable=False),
    Column("position", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("offered_at", _MOMENT, nullable=False),
    Column("closed_at", _MOMENT),
    Column("version", Integer, nullable=False),
    Column("labour_contract", _ID),
    CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="an_open_offer_has_no_end"),
    Index(
        "one_open_offer_per_enterprise_and_person",
        "person",
        "enterprise",
        unique=True,
        postgresql_where=text("status = 'open'"),
    ),
    Index("offers_by_person", "person", "number"),
    Index("offers_by_enterprise", "enterprise", "number"),
    Index("offers_by_province", "province", "number"),
)

EMPLOYMENTS: Final = Table(
    "employments",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("offer", _ID, ForeignKey("offers.id"), nullable=False, unique=True),
    Column("person", _ID, nullable=False),
    Column("enterprise", _ID, nullable=False),
    Column("enterprise_name", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("version", Integer, nullable=False),
    Column("labour_contract", _ID),
    CheckConstraint("ended_on >= started_on", name="an_employment_ends_after_it_began"),
    Index(
        "one_employment_per_person",
        "person",
        unique=True,
        postgresql_where=text("ended_on IS NULL"),
    ),
    Index("employments_by_person", "person", "number"),
    Index("employments_by_enterprise", "enterprise", "number"),
    Index("employments_by_province", "province", "number"),
)

LABOUR_CONTRACTS: Final = Table(
    "labour_contracts",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("offer", _ID, ForeignKey("offers.id"), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("added_at", _MOMENT, nullable=False),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("octet_length(content) = size", name="a_labour_contract_is_whole"),
    Index("labour_contracts_by_offer", "offer", "number"),
)

DISSOLUTIONS: Final = Table(
    "dissolutions",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("employment", _ID, ForeignKey("employments.id"), nullable=False),
    Column("person", _ID, nullable=False),
    Column("enterprise", _ID, nullable=False),
    Column("enterprise_name", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("reason", Text),
    Column("status", Text, nullable=False),
    Column("answer", Text),
    Column("requested_at", _MOMENT, nullable=False),
    Column("closed_at", _MOMENT),
    Column("version", Integer, nullable=False),
    CheckConstraint(
        "(status = 'open') = (closed_at IS NULL)", name="an_open_dissolution_has_no_end"
    ),
    CheckConstraint("(status = 'refused') = (answer IS NOT NULL)", name="a_refusal_has_a_reason"),
    Index(
        "one_open_dissolution_per_employment",
        "employment",
        unique=True,
        postgresql_where=text("status = 'open'"),
    ),
    Index("dissolutions_by_employment", "employment", "number"),
    Index("dissolutions_by_person", "person", "number"),
    Index("dissolutions_by_enterprise", "enterprise", "number"),
    Index("dissolutions_by_province", "province", "number"),
)

EMPLOYMENT_STEPS: Final = Table(
    "employment_steps",
    METADATA,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("offer", _ID, ForeignKey("offers.id"), nullable=False),
    Column("at", _MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("reason", Text),
    Index("employment_steps_by_offer", "offer", "number"),
)
