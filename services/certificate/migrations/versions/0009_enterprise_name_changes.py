"""Changes of an enterprise's name: case, timeline, items, and their parts (六.3, K2)."""

from alembic import op

revision = "0009"
down_revision = "0008"

NAME_CHANGES = """
CREATE TABLE enterprise_name_changes (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    enterprise uuid NOT NULL,
    province text NOT NULL,
    name text NOT NULL,
    status text NOT NULL
        CHECK (status IN ('waiting_for_authority', 'approved', 'rejected', 'withdrawn')),
    version integer NOT NULL CHECK (version > 0)
);
CREATE UNIQUE INDEX one_open_name_change_per_enterprise ON enterprise_name_changes (enterprise)
    WHERE status = 'waiting_for_authority';
CREATE INDEX enterprise_name_changes_of_enterprise ON enterprise_name_changes (enterprise, seq);
CREATE INDEX enterprise_name_changes_of_province
    ON enterprise_name_changes (province, status, seq);
CREATE TABLE enterprise_name_change_steps (
    name_change uuid NOT NULL REFERENCES enterprise_name_changes,
    ordinal integer NOT NULL CHECK (ordinal > 0),
    at timestamptz NOT NULL,
    actor text NOT NULL,
    step text NOT NULL CHECK (step IN ('submitted', 'withdrawn', 'approved', 'rejected')),
    reason text,
    PRIMARY KEY (name_change, ordinal),
    CONSTRAINT a_rejection_has_a_reason CHECK ((step = 'rejected') = (reason IS NOT NULL))
);
CREATE TRIGGER name_change_steps_are_immutable
    BEFORE UPDATE OR DELETE ON enterprise_name_change_steps
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

# A part is an ordinary case about one certificate, so that one constraint guards them all (K1).
PARTS = """
ALTER TABLE certificate_cases ADD COLUMN parent uuid REFERENCES enterprise_name_changes;
ALTER TABLE certificate_cases DROP CONSTRAINT certificate_cases_kind_check;
ALTER TABLE certificate_cases ADD CONSTRAINT certificate_cases_kind_check CHECK (
    kind IN ('work_unit_change', 'enterprise_name_change', 'person_name_change', 'renewal',
        'cancellation'));
ALTER TABLE certificate_cases ADD CONSTRAINT only_parts_have_a_parent
    CHECK ((kind = 'enterprise_name_change') = (parent IS NOT NULL));
ALTER TABLE certificate_cases ADD CONSTRAINT no_employer_is_asked_about_a_part
    CHECK (parent IS NULL OR employer IS NULL);
CREATE INDEX certificate_cases_of_parent ON certificate_cases (parent, id)
    WHERE parent IS NOT NULL;
"""

ITEMS = """
CREATE TABLE enterprise_name_change_items (
    name_change uuid NOT NULL REFERENCES enterprise_name_changes,
    certificate uuid NOT NULL REFERENCES certificates,
    number text NOT NULL,
    part uuid UNIQUE REFERENCES certificate_cases,
    unmet jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (name_change, certificate),
    CONSTRAINT what_is_left_out_has_its_reasons
        CHECK (part IS NOT NULL OR jsonb_array_length(unmet) > 0)
);
"""


def upgrade() -> None:
    """Make the tables, and allow the parts."""
    for statements in (NAME_CHANGES, PARTS, ITEMS):
        op.execute(statements)
