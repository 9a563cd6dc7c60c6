"""What must always be so of certificates, each with the statement that finds where it is not."""

from typing import Final

from bus.invariants import Check

# While a change is being carried out, its certificates are on their way.
_SETTLED: Final = """
    SELECT certificates.*, applied.letters AS held, applied.permitted_trades
    FROM certificates JOIN applied_categories AS applied
        ON applied.enterprise = certificates.enterprise
    WHERE cancelled_on IS NULL AND applied.category_version > 0 AND (in_renewal
            OR valid_to >= greatest(decided_on, (now() AT TIME ZONE 'Asia/Shanghai')::date))
        AND NOT EXISTS (
            SELECT 1 FROM jobs WHERE finished_at IS NULL
                AND params ->> 'enterprise' = applied.enterprise::text)
"""

EDUCATION: Final = (
    Check(
        code="CE_RECORDS_LIE_IN_THEIR_TERMS",
        sentence="A first record is issued up to the first deadline, a second after it (K11).",
        violations="""
            SELECT DISTINCT record.id::text FROM ce_records AS record
            JOIN certificate_versions AS made
                ON (made.certificate, made.term) = (record.certificate, record.term)
            WHERE issued_on NOT BETWEEN valid_from AND valid_to
                OR (issued_on <= first_ce_deadline) <> (ordinal = 1)""",
    ),
    Check(
        code="REVIEWS_ARE_CARRIED_OUT",
        sentence="What passed its review lasts to its last day, the rest is marked (六.5, D3, D8).",
        violations="""
            SELECT certificates.id::text FROM ce_reviews AS review
            JOIN certificates ON certificates.id = review.certificate
            JOIN certificate_versions AS present ON present.certificate = certificates.id
                AND present.version = certificates.version AND present.term = review.term
            LEFT JOIN ce_review_corrections AS corrected
                ON (corrected.certificate, corrected.term) = (review.certificate, review.term)
            WHERE cancelled_on IS NULL AND CASE
                WHEN has_passed OR corrected.record IS NOT NULL
                    THEN ce_deadline <> certificates.valid_to
                ELSE NOT reasons @> ARRAY['CE_NOT_COMPLETED'] END""",
    ),
    Check(
        code="RENEWALS_ARE_OPEN_CASES",
        sentence="A certificate is in renewal if, and only if, such a case is open (D9).",
        violations="""
            SELECT id::text FROM certificates WHERE in_renewal <> EXISTS (
                SELECT FROM certificate_cases AS open WHERE open.certificate = certificates.id
                    AND open.kind = 'renewal' AND open.status LIKE 'waiting_for_%')""",
    ),
    Check(
        code="TERMS_FOLLOW_ONE_ANOTHER",
        sentence="Each term begins on the day after the last of the term before (D9).",
        violations="""
            SELECT DISTINCT later.certificate::text FROM certificate_versions AS later
            LEFT JOIN certificate_versions AS before
                ON (before.certificate, before.term) = (later.certificate, later.term - 1)
            WHERE later.term > 1 AND later.valid_from IS DISTINCT FROM before.valid_to + 1""",
    ),
    Check(
        code="EXPIRED_ONES_HOLD_NO_PLACE",
        sentence="Whose expiry is recorded holds no place (H2).",
        violations="""
            SELECT certificates.id::text FROM expiries
            JOIN certificates ON certificates.id = expiries.certificate
            JOIN certificate_versions AS present ON present.certificate = certificates.id
                AND present.version = certificates.version AND present.term = expiries.term
            WHERE holds_a_place OR NOT expiry_recorded""",
    ),
)

NAME_CHANGES: Final = (
    Check(
        code="PARTS_STAND_WHERE_THEIR_CASE_TOOK_THEM",
        sentence="An enterprise's case and its parts are open, or closed, together (六.3, K6).",
        violations="""
            SELECT part.id::text FROM certificate_cases AS part
            JOIN enterprise_name_changes AS change ON change.id = part.parent
            WHERE CASE change.status
                WHEN 'approved' THEN part.status NOT IN ('approved', 'rejected') AND NOT EXISTS (
                    SELECT FROM jobs LEFT JOIN job_failures ON job_failures.job = jobs.id
                    WHERE jobs.params ->> 'case' = change.id::text
                        AND (finished_at IS NULL OR job_failures.item = part.id))
                ELSE part.status <> change.status END""",
    ),
    Check(
        code="ITEMS_ARE_PARTS_OR_HAVE_REASONS",
        sentence="Every part is an item of its case, about the same certificate (六.3, K2).",
        violations="""
            SELECT coalesce(part.id, item.part)::text FROM certificate_cases AS part
            FULL JOIN enterprise_name_change_items AS item ON item.part = part.id
            WHERE (part.parent IS NOT NULL OR item.part IS NOT NULL)
                AND (part.parent, part.certificate)
                    IS DISTINCT FROM (item.name_change, item.certificate)""",
    ),
    Check(
        code="DECIDED_NAMES_ARE_PRINTED",
        sentence="An approved part's certificate has a version that prints the name (六.3, K7).",
        violations="""
            SELECT part.id::text FROM certificate_cases AS part
            JOIN enterprise_name_changes AS change ON change.id = part.parent
            WHERE part.status = 'approved' AND NOT EXISTS (
                SELECT FROM certificate_versions AS made
                WHERE made.certificate = part.certificate AND made.caused_by = part.id
                    AND made.enterprise_name = change.name)""",
    ),
)

TRAINING: Final = (
    Check(
        code="PLACES_TAKEN_ARE_THE_ENROLMENTS",
        sentence="Of a course's or an exam's places as many are taken as are enrolled (二.3).",
        violations="""
            SELECT occasions.id::text FROM occasions
            LEFT JOIN enrolments ON enrolments.occasion = occasions.id AND withdrawn_at IS NULL
            GROUP BY occasions.id HAVING count(enrolments.id) <> occasions.taken""",
    ),
)

CHECKS: Final = (
    Check(
        code="NUMBERS_ARE_GIVEN_ONCE",
        sentence="No two certificates share the part of the number that never changes (RULES 2).",
        violations="SELECT number_core FROM certificates GROUP BY 1 HAVING count(*) > 1",
    ),
    Check(
        code="NUMBERS_ARE_CURRENT_ONCE",
        sentence="No two certificates have the same full number (RULES 2).",
        violations="SELECT number FROM certificates GROUP BY 1 HAVING count(*) > 1",
    ),
    Check(
        code="VERSIONS_ARE_GAPLESS",
        sentence="A certificate's versions are numbered from 1 to the current one.",
        violations="""
            SELECT certificates.id::text FROM certificates
            LEFT JOIN certificate_versions AS made ON made.certificate = certificates.id
            GROUP BY certificates.id HAVING count(made.version) <> certificates.version
                OR coalesce(max(made.version), 0) <> certificates.version""",
    ),
    Check(
        code="CURRENT_IS_THE_NEWEST_VERSION",
        sentence="A certificate's number and unit are those of its newest version.",
        violations="""
            SELECT certificates.id::text FROM certificates
            JOIN certificate_versions AS made ON made.certificate = certificates.id
                AND made.version = certificates.version
            WHERE (made.number, made.enterprise)
                IS DISTINCT FROM (certificates.number, certificates.enterprise)""",
    ),
    Check(
        code="SEQUENCES_ARE_AHEAD",
        sentence="No number was given beyond its sequence.",
        violations="""
            SELECT number_core FROM certificates JOIN number_sequences AS given
                ON given.kind = certificates.kind AND number_core ~ (given.year || '[0-9]+$')
            WHERE substring(number_core FROM given.year || '([0-9]+)$')::integer > given.last""",
    ),
    Check(
        code="LETTERS_ARE_THE_CATEGORIES",
        sentence="Letters in force are those of the unit's categories (C2).",
        violations=f"""
            SELECT id::text FROM ({_SETTLED}) AS settled
            WHERE kind <> 'operator' AND letters <> held""",  # noqa: S608  # our own words
    ),
    Check(
        code="MARKS_ARE_THE_TRADES",
        sentence="Operators are marked if, and only if, their trade is not permitted (C3).",
        violations=f"""
            SELECT id::text FROM ({_SETTLED}) AS settled
            WHERE kind = 'operator' AND (trade <> ALL(permitted_trades))
                <> (reasons @> ARRAY['TRADE_NOT_PERMITTED'])""",  # noqa: S608  # our own words
    ),
    Check(
        code="MARKS_HAVE_A_HISTORY",
        sentence="A mark stands if, and only if, the last change of it set it (C7).",
        violations="""
            SELECT certificate::text FROM (
                SELECT DISTINCT ON (certificate, reason) certificate, reason, is_lifted
                FROM mark_changes ORDER BY certificate, reason, id DESC
            ) AS newest JOIN certificates ON certificates.id = newest.certificate
            WHERE is_lifted = (reason = ANY(reasons))""",
    ),
    Check(
        code="PLACES_ARE_COUNTED",
        sentence="Each person's counted places are those of their certificates (H1).",
        violations="""
            SELECT holder::text FROM (
                SELECT holder, count(*) FILTER (WHERE kind = 'principal') AS principals,
                    count(*) FILTER (WHERE kind <> 'principal') AS others
                FROM certificates WHERE holds_a_place GROUP BY holder
            ) AS held FULL JOIN holder_places AS counted USING (holder)
            WHERE (coalesce(held.principals, 0), coalesce(held.others, 0))
                <> (coalesce(counted.principals, 0), coalesce(counted.others, 0))""",
    ),
    Check(
        code="ISSUED_RESULTS_AND_CERTIFICATES_AGREE",
        sentence="An issued result's certificate is its holder's, of its kind and trade (六.1).",
        violations="""
            SELECT exam_results.id::text FROM exam_results
            JOIN certificates ON certificates.id = exam_results.certificate
            WHERE (person, exam_results.kind, exam_results.trade)
                IS DISTINCT FROM (holder, certificates.kind, certificates.trade)""",
    ),
    *EDUCATION,
    *NAME_CHANGES,
    *TRAINING,
)
