"""Accounts and sessions, persons and the ID-number vault, photos and verifications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bus.tables import create_v1

revision = "0001"
down_revision = None

ID = postgresql.UUID(as_uuid=True)
MOMENT = sa.DateTime(timezone=True)
ORDERED = sa.Text(collation="C")


def upgrade() -> None:
    """Make the tables."""
    create_v1(op)
    make_persons()
    make_photos()
    make_accounts()
    make_sessions()
    make_reset_codes()
    make_verifications()


def make_persons() -> None:
    """An ID number is borne by one person; it is kept apart, sealed, beside its keyed hash."""
    op.create_table(
        "id_numbers",
        sa.Column("person", ID, primary_key=True),
        sa.Column("lookup", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("one_person_per_id_number", "id_numbers", ["lookup"], unique=True)
    op.create_index("id_numbers_by_key", "id_numbers", ["key_id", "person"])
    op.create_table(
        "persons",
        sa.Column("id", ID, sa.ForeignKey("id_numbers.person"), primary_key=True),
        sa.Column("name", ORDERED, nullable=False),
        sa.Column("id_number_masked", sa.Text, nullable=False),
        sa.Column("sex", sa.Text, nullable=False),
        sa.Column("born_on", sa.Date, nullable=False),
        sa.Column("verified_at", MOMENT),
        sa.Column("photo", ID),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("persons_by_name", "persons", ["name", "id"])


def make_photos() -> None:
    """Former photos stay, for certificates that were printed with them."""
    op.create_table(
        "photos",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person", ID, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=False),
    )
    op.create_index("photos_of_a_person", "photos", ["person"])


def make_accounts() -> None:
    """A name belongs to one account, whatever its case; a person has one account."""
    op.create_table(
        "accounts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("username", ORDERED, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("person", ID, sa.ForeignKey("persons.id")),
        sa.Column("enterprise", ID),
        sa.Column("province", sa.Text),
        sa.Column("roles", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("is_disabled", sa.Boolean, nullable=False),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(kind = 'person' OR person IS NULL)"
            " AND (kind = 'enterprise') = (enterprise IS NOT NULL)"
            " AND (kind = 'authority') = (province IS NOT NULL)"
            " AND (kind = 'authority') = (roles <> '{}')",
            name="an_account_acts_for_one_kind",
        ),
    )
    op.create_index(
        "one_account_per_username", "accounts", [sa.text("lower(username)")], unique=True
    )
    op.create_index(
        "one_account_per_person",
        "accounts",
        ["person"],
        unique=True,
        postgresql_where=sa.text("person IS NOT NULL"),
    )
    op.create_index("accounts_of_an_enterprise", "accounts", ["enterprise"])


def make_sessions() -> None:
    """Refresh tokens are kept as digests, the spent ones too: one that comes again is told."""
    op.create_table(
        "sessions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("account", ID, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index("sessions_of_an_account", "sessions", ["account"])
    op.create_index("sessions_by_end", "sessions", ["ends_at"])
    op.create_index(
        "ended_sessions",
        "sessions",
        ["ended_at"],
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("session", ID, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("spent_at", MOMENT),
    )
    op.create_index("refresh_tokens_of_a_session", "refresh_tokens", ["session"])


def make_reset_codes() -> None:
    """An account has one reset code at most."""
    op.create_table(
        "reset_codes",
        sa.Column("account", ID, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )


def make_verifications() -> None:
    """Every attempt to prove a name stays on record; one that failed has no person."""
    op.create_table(
        "verifications",
        sa.Column("id", ID, primary_key=True),
        sa.Column("account", ID, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("person", ID, sa.ForeignKey("persons.id")),
        sa.Column("name", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("legal_day", sa.Date, nullable=False),
    )
    op.create_index(
        "mismatches_of_an_account",
        "verifications",
        ["account", "legal_day"],
        postgresql_where=sa.text("person IS NULL"),
    )
    op.create_index("verifications_of_a_person", "verifications", ["person"])
