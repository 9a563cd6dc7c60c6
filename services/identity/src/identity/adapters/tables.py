"""Identity's tables; the constraints' names are what `refusing` turns into answers."""

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
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

METADATA: Final = MetaData()
MOMENT: Final = DateTime(timezone=True)
ID: Final = UUID(as_uuid=True)
ORDERED: Final = Text(collation="C")

ID_NUMBERS: Final = Table(
    "id_numbers",
    METADATA,
    Column("person", ID, primary_key=True),
    Column("lookup", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("one_person_per_id_number", "lookup", unique=True),
    Index("id_numbers_by_key", "key_id", "person"),
)

PERSONS: Final = Table(
    "persons",
    METADATA,
    Column("id", ID, ForeignKey("id_numbers.person"), primary_key=True),
    Column("name", ORDERED, nullable=False),
    Column("id_number_masked", Text, nullable=False),
    Column("sex", Text, nullable=False),
    Column("born_on", Date, nullable=False),
    Column("verified_at", MOMENT),
    Column("photo", ID),
    Column("version", Integer, nullable=False),
    Index("persons_by_name", "name", "id"),
)

PHOTOS: Final = Table(
    "photos",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("person", ID, ForeignKey("persons.id"), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("accepted_at", MOMENT, nullable=False),
    Index("photos_of_a_person", "person"),
)

ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("username", ORDERED, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person", ID, ForeignKey("persons.id")),
    Column("enterprise", ID),
    Column("province", Text),
    Column("roles", ARRAY(Text), nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", MOMENT),
    Column("created_at", MOMENT, nullable=False),
    CheckConstraint(
        "(kind = 'person' OR person IS NULL)"
        " AND (kind = 'enterprise') = (enterprise IS NOT NULL)"
        " AND (kind = 'authority') = (province IS NOT NULL)"
        " AND (kind = 'authority') = (roles <> '{}')",
        name="an_account_acts_for_one_kind",
    ),
    Index("one_account_per_username", func.lower(text("username")), unique=True),
    Index(
        "one_account_per_person",
        "person",
        unique=True,
        postgresql_where=text("person IS NOT NULL"),
    ),
    Index("accounts_of_an_enterprise", "enterprise"),
)

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("account", ID, ForeignKey("accounts.id"), nullable=False),
    Column("began_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Index("sessions_of_an_account", "account"),
    Index("sessions_by_end", "ends_at"),
    Index("ended_sessions", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
)

REFRESH_TOKENS: Final = Table(
    "refresh_tokens",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("session", ID, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("issued_at", MOMENT, nullable=False),
    Column("spent_at", MOMENT),
    Index("refresh_tokens_of_a_session", "session"),
)

RESET_CODES: Final = Table(
    "reset_codes",
    METADATA,
    Column("account", ID, ForeignKey("accounts.id"), primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
)

VERIFICATIONS: Final = Table(
    "verifications",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("account", ID, ForeignKey("accounts.id"), nullable=False),
    Column("person", ID, ForeignKey("persons.id")),
    Column("name", Text),
    Column("at", MOMENT, nullable=False),
    Column("legal_day", Date, nullable=False),
    Index(
        "mismatches_of_an_account",
        "account",
        "legal_day",
        postgresql_where=text("person IS NULL"),
    ),
    Index("verifications_of_a_person", "person"),
)

MESSAGES: Final = Table(
    "messages",
    METADATA,
    Column("id", ID, primary_key=True, server_default=func.gen_random_uuid()),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("recipient_kind", Text, nullable=False),
    Column("recipient", ID, nullable=False),
    Column("code", Text, nullable=False),
    Column("about", ID, nullable=False),
    Column("parameters", JSONB, nullable=False),
    Column("told_for", ID, nullable=False),
    Column("matter", ID),
    Column("matter_version", Integer),
    Column("asks", Boolean, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("read_at", MOMENT),
    Index("a_message_is_told_once", "recipient", "told_for", "code", "about", unique=True),
    Index("messages_of_a_recipient", "recipient", "number"),
    Index("unread_messages", "recipient", "code", postgresql_where=text("read_at IS NULL")),
    Index("messages_that_ask", "recipient", "number", postgresql_where=text("asks")),
)

MATTERS: Final = Table(
    "matters",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("version", Integer, nullable=False),
)

PROFILES: Final = Table(
    "profiles",
    METADATA,
    Column("person", ID, ForeignKey("persons.id"), primary_key=True),
    Column("phone", Text),
    Column("email", Text),
    Column("address", Text),
    Column("contact_name", Text),
    Column("contact_phone", Text),
    Column("changed_at", MOMENT, nullable=False),
    Column("version", Integer, nullable=False),
)

STAYS: Final = Table(
    "work_history",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("person", ID, ForeignKey("persons.id"), nullable=False),
    Column("employer", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("description", Text, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("ended_on >= started_on", name="a_stay_ends_after_it_begins"),
    Index("work_history_of_a_person", "person", "started_on"),
)

CREDENTIALS: Final = Table(
    "credentials",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("person", ID, ForeignKey("persons.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("institution", Text, nullable=False),
    Column("speciality", Text, nullable=False),
    Column("awarded_on", Date, nullable=False),
    Column("number", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("credentials_of_a_person", "person", "awarded_on"),
)

INTEGRITY_RECORDS: Final = Table(
    "integrity_records",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("person", ID, ForeignKey("persons.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("province", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", MOMENT, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", MOMENT),
    Column("version", Integer, nullable=False),
    CheckConstraint(
        "(status = 'withdrawn') = (reason IS NOT NULL)", name="a_withdrawal_has_a_reason"
    ),
    Index("integrity_records_of_a_person", "person", "number"),
)

ARTICLES: Final = Table(
    "articles",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", MOMENT, nullable=False),
    Column("changed_at", MOMENT),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("withdrawn_at", MOMENT),
    Column("version", Integer, nullable=False),
    Index("articles_in_order", "number"),
    Index("published_articles", "kind", "number", postgresql_where=text("status = 'published'")),
)
