"""The register: certificates over immutable versions, marks, results and applied categories."""

from alembic import op

from bus.tables import create_v1

revision = "0001"
down_revision = None

CERTIFICATES = """
CREATE TABLE certificates (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    holder uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('principal', 'safety_manager', 'operator')),
    trade text,
    number_core text NOT NULL,
    number text NOT NULL,
    letters text NOT NULL,
    enterprise uuid NOT NULL,
    province text NOT NULL,
    reasons text[] NOT NULL DEFAULT '{}',
    cancelled_on date,
    in_renewal boolean NOT NULL DEFAULT false,
    represents boolean NOT NULL,
    holds_a_place boolean NOT NULL DEFAULT true,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    ce_deadline date NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    CONSTRAINT a_core_is_given_once UNIQUE (number_core),
    CONSTRAINT operators_have_a_trade CHECK ((kind = 'operator') = (trade IS NOT NULL)),
    CONSTRAINT only_operators_have_no_letters CHECK ((kind = 'operator') = (letters = '')),
    CONSTRAINT the_number_ends_in_its_suffix
        CHECK (number = number_core || coalesce(trade, letters)),
    CONSTRAINT days_are_in_order CHECK (valid_from <= ce_deadline AND ce_deadline <= valid_to),
    CONSTRAINT cancelled_holds_no_place CHECK (cancelled_on IS NULL OR NOT holds_a_place),
    CONSTRAINT reasons_are_known
        CHECK (reasons <@ ARRAY['TRADE_NOT_PERMITTED', 'CE_NOT_COMPLETED'])
);
CREATE UNIQUE INDEX a_number_is_current_once ON certificates (number);
CREATE UNIQUE INDEX one_safety_manager_certificate_per_person ON certificates (holder)
    WHERE kind = 'safety_manager' AND holds_a_place;
CREATE UNIQUE INDEX one_operator_certificate_per_person ON certificates (holder)
    WHERE kind = 'operator' AND holds_a_place;
CREATE UNIQUE INDEX one_principal_certificate_per_enterprise ON certificates (holder, enterprise)
    WHERE kind = 'principal' AND holds_a_place;
CREATE INDEX certificates_of_holder ON certificates (holder, seq);
CREATE INDEX certificates_of_enterprise ON certificates (enterprise, id)
    WHERE cancelled_on IS NULL;
CREATE INDEX certificates_of_enterprise_by_age ON certificates (enterprise, seq);
CREATE INDEX certificates_by_number ON certificates (number text_pattern_ops);
"""

# H1 in one row per person: a principal's certificate excludes all others, unless each of several
# stands for an enterprise of which the holder is legal representative.
PLACES = """
CREATE TABLE holder_places (
    holder uuid PRIMARY KEY,
    principals integer NOT NULL DEFAULT 0,
    employed_principals integer NOT NULL DEFAULT 0,
    others integer NOT NULL DEFAULT 0,
    CONSTRAINT a_principal_holds_nothing_else CHECK (principals = 0 OR others = 0),
    CONSTRAINT only_legal_representatives_hold_several
        CHECK (employed_principals = 0 OR principals = 1)
);
CREATE FUNCTION count_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row certificates%ROWTYPE;
    change integer;
BEGIN
    FOR change IN SELECT unnest(ARRAY[-1, 1]) LOOP
        IF change = -1 AND TG_OP = 'INSERT' THEN CONTINUE; END IF;
        IF change = -1 THEN row := OLD; ELSE row := NEW; END IF;
        IF NOT row.holds_a_place THEN CONTINUE; END IF;
        INSERT INTO holder_places AS places (holder) VALUES (row.holder)
            ON CONFLICT (holder) DO NOTHING;
        UPDATE holder_places SET
            principals = principals + change * (row.kind = 'principal')::integer,
            employed_principals = employed_principals
                + change * (row.kind = 'principal' AND NOT row.represents)::integer,
            others = others + change * (row.kind <> 'principal')::integer
        WHERE holder = row.holder;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER places_are_counted
    AFTER INSERT OR UPDATE OF holder, kind, represents, holds_a_place ON certificates
    FOR EACH ROW EXECUTE FUNCTION count_places();
"""

VERSIONS = """
CREATE TABLE certificate_versions (
    certificate uuid NOT NULL REFERENCES certificates,
    version integer NOT NULL CHECK (version > 0),
    term integer NOT NULL CHECK (term > 0),
    number text NOT NULL,
    holder_name text NOT NULL,
    enterprise uuid NOT NULL,
    enterprise_name text NOT NULL,
    categories text NOT NULL,
    trade text,
    photo uuid NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    first_ce_deadline date NOT NULL,
    age_rule text NOT NULL,
    cause text NOT NULL,
    caused_by uuid,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (certificate, version)
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are immutable', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER versions_are_immutable BEFORE UPDATE OR DELETE ON certificate_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TABLE mark_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    certificate uuid NOT NULL REFERENCES certificates,
    reason text NOT NULL,
    is_lifted boolean NOT NULL,
    caused_by uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX mark_changes_of_certificate ON mark_changes (certificate, id);
CREATE TRIGGER mark_changes_are_immutable BEFORE UPDATE OR DELETE ON mark_changes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

FACTS = """
CREATE TABLE applied_categories (
    enterprise uuid PRIMARY KEY,
    category_version integer NOT NULL,
    letters text NOT NULL,
    permitted_trades text[] NOT NULL,
    category_case uuid,
    decided_on date
);
CREATE TABLE number_sequences (
    kind text NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (kind, year)
);
"""

RESULTS = """
CREATE TABLE exam_imports (
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
CREATE TABLE exam_results (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    person uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('principal', 'safety_manager', 'operator')),
    trade text,
    exam_on date NOT NULL,
    score numeric(4, 1),
    has_passed boolean NOT NULL,
    institution text NOT NULL,
    status text NOT NULL CHECK (
        status IN ('imported', 'failed', 'rejected', 'pending', 'qualified', 'issued')),
    missing text[] NOT NULL DEFAULT '{}',
    employer uuid,
    certificate uuid REFERENCES certificates,
    imported_in uuid NOT NULL REFERENCES exam_imports,
    reviewed_by text,
    reviewed_at timestamptz,
    reason text,
    CONSTRAINT no_id_number_is_kept CHECK (institution !~ '[0-9]{15}'),
    CONSTRAINT operators_are_examined_in_a_trade
        CHECK ((kind = 'operator') = (trade IS NOT NULL)),
    CONSTRAINT issued_results_have_a_certificate
        CHECK ((status = 'issued') = (certificate IS NOT NULL)),
    CONSTRAINT only_the_passed_are_issued
        CHECK (has_passed OR status NOT IN ('pending', 'qualified', 'issued'))
);
CREATE UNIQUE INDEX one_result_per_person_kind_trade_and_day
    ON exam_results (person, kind, trade, exam_on) NULLS NOT DISTINCT WHERE status <> 'rejected';
CREATE UNIQUE INDEX a_certificate_comes_from_one_result ON exam_results (certificate);
CREATE INDEX exam_results_of_import ON exam_results (imported_in, seq);
CREATE INDEX exam_results_of_person ON exam_results (person, seq);
CREATE INDEX exam_results_waiting ON exam_results (person) WHERE status IN ('pending', 'qualified');
CREATE INDEX exam_results_waiting_for_employers ON exam_results (employer, kind)
    WHERE status = 'pending';
"""


def upgrade() -> None:
    """Make the tables."""
    create_v1(op)
    for statements in (CERTIFICATES, PLACES, VERSIONS, FACTS, RESULTS):
        op.execute(statements)
