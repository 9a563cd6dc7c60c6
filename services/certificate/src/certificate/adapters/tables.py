"""The tables of certificate, private to the adapters; their constraints repeat the rules."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID

METADATA: Final = MetaData()
ID: Final = UUID(as_uuid=True)
MOMENT: Final = DateTime(timezone=True)


def _page_key() -> Column[int]:
    """The order in which rows came, by which lists are paged."""
    return Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True)


CERTIFICATES: Final = Table(
    "certificates",
    METADATA,
    Column("id", ID, primary_key=True),
    _page_key(),
    Column("holder", ID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("trade", Text),
    Column("number_core", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("letters", Text, nullable=False),
    Column("enterprise", ID, nullable=False),
    Column("province", Text, nullable=False),
    Column("reasons", ARRAY(Text), nullable=False, server_default="{}"),
    Column("cancelled_on", Date),
    Column("in_renewal", Boolean, nullable=False, server_default="false"),
    Column("represents", Boolean, nullable=False),
    Column("holds_a_place", Boolean, nullable=False, server_default="true"),
    Column("expiry_recorded", Boolean, nullable=False, server_default="false"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("ce_deadline", Date, nullable=False),
    Column("version", Integer, nullable=False),
)

VERSIONS: Final = Table(
    "certificate_versions",
    METADATA,
    Column("certificate", ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("term", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("holder_name", Text, nullable=False),
    Column("enterprise", ID, nullable=False),
    Column("enterprise_name", Text, nullable=False),
    Column("categories", Text, nullable=False),
    Column("trade", Text),
    Column("photo", ID, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("first_ce_deadline", Date, nullable=False),
    Column("age_rule", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("caused_by", ID),
    Column("made_at", MOMENT, nullable=False, server_default=func.clock_timestamp()),
)

MARKS: Final = Table(
    "mark_changes",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("certificate", ID, nullable=False),
    Column("reason", Text, nullable=False),
    Column("is_lifted", Boolean, nullable=False),
    Column("caused_by", ID, nullable=False),
    Column("at", MOMENT, nullable=False, server_default=func.clock_timestamp()),
)

APPLIED: Final = Table(
    "applied_categories",
    METADATA,
    Column("enterprise", ID, primary_key=True),
    Column("category_version", Integer, nullable=False),
    Column("letters", Text, nullable=False),
    Column("permitted_trades", ARRAY(Text), nullable=False),
    Column("category_case", ID),
    Column("decided_on", Date),
)

SEQUENCES: Final = Table(
    "number_sequences",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

IMPORTS: Final = Table(
    "exam_imports",
    METADATA,
    Column("id", ID, primary_key=True),
    _page_key(),
    Column("province", Text, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("imported_at", MOMENT, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("already_known", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

RESULTS: Final = Table(
    "exam_results",
    METADATA,
    Column("id", ID, primary_key=True),
    _page_key(),
    Column("person", ID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("trade", Text),
    Column("exam_on", Date, nullable=False),
    Column("score", Numeric(4, 1)),
    Column("has_passed", Boolean, nullable=False),
    Column("institution", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("missing", ARRAY(Text), nullable=False, server_default="{}"),
    Column("employer", ID),
    Column("certificate", ID),
    Column("imported_in", ID, nullable=False),
    Column("reviewed_by", Text),
    Column("reviewed_at", MOMENT),
    Column("reason", Text),
)

CASES: Final = Table(
    "certificate_cases",
    METADATA,
    Column("id", ID, primary_key=True),
    _page_key(),
    Column("kind", Text, nullable=False),
    Column("certificate", ID, nullable=False),
    Column("number", Text, nullable=False),
    Column("holder", ID, nullable=False),
    Column("province", Text, nullable=False),
    Column("employer", ID),
    Column("employment", ID),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("parent", ID),
)

CASE_STEPS: Final = Table(
    "certificate_case_steps",
    METADATA,
    Column("certificate_case", ID, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("reason", Text),
)

ENDED: Final = Table(
    "ended_employments",
    METADATA,
    Column("employment", ID, primary_key=True),
    Column("noted_at", MOMENT, nullable=False, server_default=func.clock_timestamp()),
)
