"""Certificate cases with their timelines, and the employments that have ended (K1, H6)."""

from alembic import op

revision = "0003"
down_revision = "0002"

CASES = """
CREATE TABLE certificate_cases (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    kind text NOT NULL
        CHECK (kind IN ('work_unit_change', 'person_name_change', 'cancellation')),
    certificate uuid NOT NULL REFERENCES certificates,
    number text NOT NULL,
    holder uuid NOT NULL,
    province text NOT NULL,
    employer uuid,
    employment uuid,
    status text NOT NULL CHECK (
        status IN ('waiting_for_employer', 'waiting_for_authority', 'approved', 'rejected',
            'refused', 'withdrawn', 'terminated')),
    version integer NOT NULL CHECK (version > 0),
    CONSTRAINT who_is_waited_for_is_known
        CHECK (status <> 'waiting_for_employer' OR employer IS NOT NULL),
    CONSTRAINT an_employment_has_an_employer CHECK (employment IS NULL OR employer IS NOT NULL)
);
CREATE UNIQUE INDEX one_open_case_per_certificate ON certificate_cases (certificate)
    WHERE status IN ('waiting_for_employer', 'waiting_for_authority');
CREATE INDEX certificate_cases_of_certificate ON certificate_cases (certificate, seq);
CREATE INDEX certificate_cases_of_holder ON certificate_cases (holder, seq);
CREATE INDEX certificate_cases_of_employer ON certificate_cases (employer, seq);
CREATE INDEX certificate_cases_of_province ON certificate_cases (province, status, seq);
CREATE INDEX certificate_cases_waiting_for_employers ON certificate_cases (employment)
    WHERE status = 'waiting_for_employer';
"""

STEPS = """
CREATE TABLE certificate_case_steps (
    certificate_case uuid NOT NULL REFERENCES certificate_cases,
    ordinal integer NOT NULL CHECK (ordinal > 0),
    at timestamptz NOT NULL,
    actor text NOT NULL,
    step text NOT NULL CHECK (
        step IN ('submitted', 'confirmed', 'refused', 'withdrawn', 'approved', 'rejected',
            'employment_ended')),
    reason text,
    PRIMARY KEY (certificate_case, ordinal),
    CONSTRAINT a_no_has_a_reason
        CHECK ((step IN ('refused', 'rejected')) = (reason IS NOT NULL))
);
CREATE TRIGGER case_steps_are_immutable BEFORE UPDATE OR DELETE ON certificate_case_steps
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

# A case that is submitted just when its employment ends finds the end here, or is found by it.
ENDED = """
CREATE TABLE ended_employments (
    employment uuid PRIMARY KEY,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""


def upgrade() -> None:
    """Make the tables."""
    for statements in (CASES, STEPS, ENDED):
        op.execute(statements)
