"""Renewal among the certificate cases, and each term begun but once (六.6, D9)."""

from alembic import op

revision = "0007"
down_revision = "0006"

RENEWAL = """
ALTER TABLE certificate_cases DROP CONSTRAINT certificate_cases_kind_check;
ALTER TABLE certificate_cases ADD CONSTRAINT certificate_cases_kind_check CHECK (
    kind IN ('work_unit_change', 'person_name_change', 'renewal', 'cancellation'));
CREATE UNIQUE INDEX a_term_is_begun_once ON certificate_versions (certificate, term)
    WHERE cause = 'renewal';
"""


def upgrade() -> None:
    """Allow the cases, and guard the terms."""
    op.execute(RENEWAL)
