"""The tables of changes of an enterprise's name, private to the adapters."""

from typing import Final

from sqlalchemy import BigInteger, Column, Identity, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from certificate.adapters.tables import ID, METADATA, MOMENT

NAME_CHANGES: Final = Table(
    "enterprise_name_changes",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("enterprise", ID, nullable=False),
    Column("province", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

NAME_CHANGE_STEPS: Final = Table(
    "enterprise_name_change_steps",
    METADATA,
    Column("name_change", ID, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("reason", Text),
)

ITEMS: Final = Table(
    "enterprise_name_change_items",
    METADATA,
    Column("name_change", ID, primary_key=True),
    Column("certificate", ID, primary_key=True),
    Column("number", Text, nullable=False),
    Column("part", ID),
    Column("unmet", JSONB, nullable=False, server_default="[]"),
)
