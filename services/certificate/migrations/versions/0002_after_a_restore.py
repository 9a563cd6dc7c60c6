"""After a restore: where numbers are given, which were skipped, and versions found by their age."""

from alembic import op

revision = "0002"
down_revision = "0001"

NUMBERS = """
CREATE TABLE number_home (
    is_it boolean PRIMARY KEY DEFAULT true,
    place text NOT NULL,
    CONSTRAINT there_is_one_home CHECK (is_it)
);
CREATE TABLE skipped_numbers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    year integer NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    reason text NOT NULL,
    skipped_by text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT something_is_skipped CHECK (first <= last)
);
CREATE TRIGGER skipped_numbers_are_immutable BEFORE UPDATE OR DELETE ON skipped_numbers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
VERSIONS = """
CREATE INDEX certificate_versions_by_age ON certificate_versions USING brin (made_at);
"""


def upgrade() -> None:
    """Make the tables and the index."""
    for statements in (NUMBERS, VERSIONS):
        op.execute(statements)
