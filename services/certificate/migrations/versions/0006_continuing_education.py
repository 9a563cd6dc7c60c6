"""Continuing-education records, automatic reviews and their corrections (六.5, K11, D7, D8)."""

from alembic import op

revision = "0006"
down_revision = "0005"

RECORDS = """
CREATE TABLE ce_imports (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    province text NOT NULL,
    imported_by text NOT NULL,
    imported_at timestamptz NOT NULL,
    rows integer NOT NULL,
    accepted integer NOT NULL,
    already_known integer NOT NULL,
    refused integer NOT NULL
);
CREATE TABLE ce_records (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    certificate uuid NOT NULL REFERENCES certificates,
    term integer NOT NULL CHECK (term > 0),
    ordinal integer NOT NULL CHECK (ordinal IN (1, 2)),
    holder uuid NOT NULL,
    issued_on date NOT NULL,
    institution text NOT NULL,
    imported_in uuid NOT NULL REFERENCES ce_imports,
    CONSTRAINT no_id_number_is_kept CHECK (institution !~ '[0-9]{15}'),
    CONSTRAINT one_ce_record_per_term_and_ordinal UNIQUE (certificate, term, ordinal)
);
CREATE INDEX ce_records_of_holder ON ce_records (holder, seq);
CREATE INDEX ce_records_of_import ON ce_records (imported_in, seq);
CREATE TRIGGER ce_records_are_immutable BEFORE UPDATE OR DELETE ON ce_records
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

# A review keeps what it judged on; a correction stands beside it and never in its place.
REVIEWS = """
CREATE TABLE ce_reviews (
    certificate uuid NOT NULL REFERENCES certificates,
    term integer NOT NULL CHECK (term > 0),
    ordinal integer NOT NULL CHECK (ordinal = 1),
    due_on date NOT NULL,
    valid_from date NOT NULL,
    deadline date NOT NULL,
    valid_to date NOT NULL,
    record uuid REFERENCES ce_records,
    record_issued_on date,
    has_passed boolean NOT NULL,
    job uuid NOT NULL,
    reviewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT a_term_is_reviewed_once PRIMARY KEY (certificate, term, ordinal),
    CONSTRAINT it_is_due_the_day_after_the_deadline CHECK (due_on = deadline + 1),
    CONSTRAINT it_passes_on_a_record_in_time CHECK (
        has_passed = coalesce(record_issued_on BETWEEN valid_from AND deadline, false)),
    CONSTRAINT a_day_is_a_records CHECK ((record IS NULL) = (record_issued_on IS NULL))
);
CREATE TRIGGER ce_reviews_are_immutable BEFORE UPDATE OR DELETE ON ce_reviews
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TABLE ce_review_corrections (
    certificate uuid NOT NULL,
    term integer NOT NULL,
    ordinal integer NOT NULL,
    record uuid NOT NULL REFERENCES ce_records,
    record_issued_on date NOT NULL,
    imported_in uuid NOT NULL REFERENCES ce_imports,
    corrected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT a_review_is_corrected_once PRIMARY KEY (certificate, term, ordinal),
    FOREIGN KEY (certificate, term, ordinal) REFERENCES ce_reviews
);
CREATE TRIGGER ce_review_corrections_are_immutable
    BEFORE UPDATE OR DELETE ON ce_review_corrections
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE INDEX certificates_to_review ON certificates (ce_deadline)
    WHERE ce_deadline < valid_to AND cancelled_on IS NULL
        AND NOT reasons @> ARRAY['CE_NOT_COMPLETED'];
"""


def upgrade() -> None:
    """Make the tables and the index by which a day's reviews are found."""
    for statements in (RECORDS, REVIEWS):
        op.execute(statements)
