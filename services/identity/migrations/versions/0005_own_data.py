"""What persons say of themselves: particulars, work history, educations, degrees and titles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

ID = postgresql.UUID(as_uuid=True)


def upgrade() -> None:
    """Each belongs to one person."""
    op.create_table(
        "profiles",
        sa.Column("person", ID, sa.ForeignKey("persons.id"), primary_key=True),
        sa.Column("phone", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("contact_name", sa.Text),
        sa.Column("contact_phone", sa.Text),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "work_history",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person", ID, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("employer", sa.Text, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("ended_on >= started_on", name="a_stay_ends_after_it_begins"),
    )
    op.create_index("work_history_of_a_person", "work_history", ["person", "started_on"])
    op.create_table(
        "credentials",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person", ID, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("institution", sa.Text, nullable=False),
        sa.Column("speciality", sa.Text, nullable=False),
        sa.Column("awarded_on", sa.Date, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("credentials_of_a_person", "credentials", ["person", "awarded_on"])
