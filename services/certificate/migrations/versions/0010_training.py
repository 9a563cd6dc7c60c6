"""Training institutions, their courses and exams, and enrolments for them (二.3)."""

from alembic import op

revision = "0010"
down_revision = "0009"

INSTITUTIONS = """
CREATE TABLE training_institutions (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    province text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    phone text NOT NULL,
    kinds text[] NOT NULL,
    trades text[] NOT NULL,
    is_open boolean NOT NULL,
    reason text,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    CONSTRAINT closed_ones_have_a_reason CHECK (is_open = (reason IS NULL)),
    CONSTRAINT operators_are_trained_in_trades
        CHECK ((cardinality(trades) > 0) = ('operator' = ANY(kinds)))
);
CREATE UNIQUE INDEX one_institution_of_a_name_per_province
    ON training_institutions (province, name);
"""

# An exam lasts one day and has no purpose but the certificate.
OCCASIONS = """
CREATE TABLE occasions (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    what text NOT NULL CHECK (what IN ('course', 'exam')),
    institution uuid NOT NULL REFERENCES training_institutions,
    kind text NOT NULL CHECK (kind IN ('principal', 'safety_manager', 'operator')),
    trade text,
    purpose text CHECK (purpose IN ('first_certificate', 'first_ce', 'second_ce')),
    begins_on date NOT NULL,
    ends_on date NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    capacity integer NOT NULL CHECK (capacity > 0),
    taken integer NOT NULL DEFAULT 0,
    place text NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    status text NOT NULL CHECK (status IN ('published', 'cancelled')),
    reason text,
    version integer NOT NULL CHECK (version > 0),
    CONSTRAINT no_more_are_enrolled_than_places CHECK (taken BETWEEN 0 AND capacity),
    CONSTRAINT operators_enrol_for_a_trade CHECK ((kind = 'operator') = (trade IS NOT NULL)),
    CONSTRAINT courses_have_a_purpose CHECK ((what = 'course') = (purpose IS NOT NULL)),
    CONSTRAINT days_of_an_occasion_are_in_order
        CHECK (opens_on <= closes_on AND closes_on < begins_on AND begins_on <= ends_on
            AND (what = 'course' OR begins_on = ends_on)),
    CONSTRAINT cancelled_ones_have_a_reason
        CHECK ((status = 'cancelled') = (reason IS NOT NULL))
);
CREATE INDEX occasions_of_a_kind ON occasions (what, seq);
CREATE INDEX occasions_of_institution ON occasions (institution, what, seq);
CREATE INDEX occasions_by_closing ON occasions (what, closes_on) WHERE status = 'published';
"""

ENROLMENTS = """
CREATE TABLE enrolments (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    occasion uuid NOT NULL REFERENCES occasions,
    person uuid NOT NULL,
    enrolled_at timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE UNIQUE INDEX one_enrolment_per_person_and_occasion ON enrolments (occasion, person)
    WHERE withdrawn_at IS NULL;
CREATE INDEX enrolments_of_person ON enrolments (person, seq);
CREATE INDEX enrolments_of_occasion ON enrolments (occasion, seq) WHERE withdrawn_at IS NULL;
CREATE FUNCTION count_enrolments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.withdrawn_at IS NULL THEN
        UPDATE occasions SET taken = taken - 1 WHERE id = OLD.occasion;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.withdrawn_at IS NULL THEN
        UPDATE occasions SET taken = taken + 1 WHERE id = NEW.occasion;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER enrolments_are_counted AFTER INSERT OR UPDATE OR DELETE ON enrolments
    FOR EACH ROW EXECUTE FUNCTION count_enrolments();
"""


def upgrade() -> None:
    """Make the tables, and count the places that are taken."""
    for statements in (INSTITUTIONS, OCCASIONS, ENROLMENTS):
        op.execute(statements)
