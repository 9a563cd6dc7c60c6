"""The tables of continuing education, private to the adapters like the others."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, Identity, Integer, Table, Text, func

from certificate.adapters.tables import ID, METADATA, MOMENT

CE_IMPORTS: Final = Table(
    "ce_imports",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("province", Text, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("imported_at", MOMENT, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("already_known", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

CE_RECORDS: Final = Table(
    "ce_records",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("certificate", ID, nullable=False),
    Column("term", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("holder", ID, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("institution", Text, nullable=False),
    Column("imported_in", ID, nullable=False),
)

CE_REVIEWS: Final = Table(
    "ce_reviews",
    METADATA,
    Column("certificate", ID, primary_key=True),
    Column("term", Integer, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("due_on", Date, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("deadline", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("record", ID),
    Column("record_issued_on", Date),
    Column("has_passed", Boolean, nullable=False),
    Column("job", ID, nullable=False),
    Column("reviewed_at", MOMENT, nullable=False, server_default=func.clock_timestamp()),
)

CE_CORRECTIONS: Final = Table(
    "ce_review_corrections",
    METADATA,
    Column("certificate", ID, primary_key=True),
    Column("term", Integer, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("record", ID, nullable=False),
    Column("record_issued_on", Date, nullable=False),
    Column("imported_in", ID, nullable=False),
    Column("corrected_at", MOMENT, nullable=False, server_default=func.clock_timestamp()),
)
