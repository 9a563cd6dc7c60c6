"""The tables of training and exams, private to the adapters like the others."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, Identity, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from certificate.adapters.tables import ID, METADATA, MOMENT

INSTITUTIONS: Final = Table(
    "training_institutions",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("province", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("kinds", ARRAY(Text), nullable=False),
    Column("trades", ARRAY(Text), nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("reason", Text),
    Column("published_at", MOMENT, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

OCCASIONS: Final = Table(
    "occasions",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("what", Text, nullable=False),
    Column("institution", ID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("trade", Text),
    Column("purpose", Text),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("place", Text, nullable=False),
    Column("published_at", MOMENT, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("version", Integer, nullable=False),
)

ENROLMENTS: Final = Table(
    "enrolments",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("occasion", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("enrolled_at", MOMENT, nullable=False),
    Column("withdrawn_at", MOMENT),
)
