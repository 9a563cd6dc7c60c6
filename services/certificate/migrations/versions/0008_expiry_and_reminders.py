"""Expiries and reminders, each recorded once, and the indexes by which a day finds them."""

from alembic import op

revision = "0008"
down_revision = "0007"

EXPIRIES = """
ALTER TABLE certificates ADD COLUMN expiry_recorded boolean NOT NULL DEFAULT false;
CREATE TABLE expiries (
    certificate uuid NOT NULL REFERENCES certificates,
    term integer NOT NULL CHECK (term > 0),
    last_day date NOT NULL,
    job uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT a_term_expires_once PRIMARY KEY (certificate, term)
);
CREATE TRIGGER expiries_are_immutable BEFORE UPDATE OR DELETE ON expiries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE INDEX certificates_to_expire ON certificates (valid_to)
    WHERE cancelled_on IS NULL AND NOT in_renewal AND NOT expiry_recorded;
"""

REMINDERS = """
CREATE TABLE reminders (
    certificate uuid NOT NULL REFERENCES certificates,
    term integer NOT NULL CHECK (term > 0),
    what text NOT NULL CHECK (what IN ('ce_deadline', 'renewal_opens', 'expiry')),
    ordinal integer NOT NULL CHECK (ordinal IN (0, 1, 2)),
    days integer NOT NULL CHECK (days >= 0),
    due_on date NOT NULL,
    deadline date NOT NULL,
    is_overtaken boolean NOT NULL,
    job uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT each_is_reminded_once PRIMARY KEY (certificate, term, what, ordinal, days),
    CONSTRAINT only_education_has_an_ordinal CHECK ((what = 'ce_deadline') = (ordinal > 0))
);
CREATE TRIGGER reminders_are_immutable BEFORE UPDATE OR DELETE ON reminders
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE INDEX certificates_by_ce_deadline ON certificates (ce_deadline)
    WHERE cancelled_on IS NULL;
CREATE INDEX certificates_by_last_day ON certificates (valid_to) WHERE cancelled_on IS NULL;
"""


def upgrade() -> None:
    """Make the tables and the indexes."""
    for statements in (EXPIRIES, REMINDERS):
        op.execute(statements)
