"""Labour contracts, dissolutions, and every step of an offer and of what it began."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

ID = postgresql.UUID(as_uuid=True)
MOMENT = sa.DateTime(timezone=True)

STEPS_KNOWN_ALREADY = """
INSERT INTO employment_steps (offer, at, actor, step, reason)
SELECT offer, at, actor, step, reason FROM (
    SELECT id AS offer, offered_at AS at, 'enterprise:-' AS actor, 'offered' AS step,
        CAST(NULL AS text) AS reason, number, 0 AS place
    FROM offers
    UNION ALL
    SELECT id, closed_at,
        CASE status WHEN 'withdrawn' THEN 'enterprise:-' ELSE 'person:-' END,
        status, reason, number, 1
    FROM offers WHERE status <> 'open'
) AS known
ORDER BY number, place
"""


def upgrade() -> None:
    """Make the tables; what offers tell of their past becomes their first steps."""
    op.add_column("offers", sa.Column("labour_contract", ID))
    op.add_column("employments", sa.Column("labour_contract", ID))
    make_labour_contracts()
    make_dissolutions()
    make_steps()
    op.execute(STEPS_KNOWN_ALREADY)


def make_labour_contracts() -> None:
    """Labour contracts are added and never altered; the bytes lie with them (二.4(2))."""
    op.create_table(
        "labour_contracts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
        sa.Column("offer", ID, sa.ForeignKey("offers.id"), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("octet_length(content) = size", name="a_labour_contract_is_whole"),
    )
    op.create_index("labour_contracts_by_offer", "labour_contracts", ["offer", "number"])


def make_dissolutions() -> None:
    """One side asks, the other answers; one open dissolution per employment (H5)."""
    op.create_table(
        "dissolutions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
        sa.Column("employment", ID, sa.ForeignKey("employments.id"), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("enterprise", ID, nullable=False),
        sa.Column("enterprise_name", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "(status = 'open') = (closed_at IS NULL)", name="an_open_dissolution_has_no_end"
        ),
        sa.CheckConstraint(
            "(status = 'refused') = (answer IS NOT NULL)", name="a_refusal_has_a_reason"
        ),
    )
    op.create_index(
        "one_open_dissolution_per_employment",
        "dissolutions",
        ["employment"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index("dissolutions_by_employment", "dissolutions", ["employment", "number"])
    op.create_index("dissolutions_by_person", "dissolutions", ["person", "number"])
    op.create_index("dissolutions_by_enterprise", "dissolutions", ["enterprise", "number"])
    op.create_index("dissolutions_by_province", "dissolutions", ["province", "number"])


def make_steps() -> None:
    """Steps are only ever added."""
    op.create_table(
        "employment_steps",
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("offer", ID, sa.ForeignKey("offers.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
    )
    op.create_index("employment_steps_by_offer", "employment_steps", ["offer", "number"])
