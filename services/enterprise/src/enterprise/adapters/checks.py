"""What must always be so of enterprises, each with the statement that finds where it is not."""

from typing import Final

from bus.invariants import Check

CHECKS: Final = (
    Check(
        code="CATEGORIES_ARE_HELD",
        sentence="An enterprise holds categories if, and only if, it has a category version (C1).",
        violations="""
            SELECT enterprises.id::text FROM enterprises
            WHERE (category_version > 0) <> EXISTS (
                SELECT 1 FROM held_categories AS held WHERE held.enterprise = enterprises.id
                    AND held.category_version = enterprises.category_version)""",
    ),
    Check(
        code="CATEGORIES_COME_FROM_APPROVED_CASES",
        sentence="Each category held was given by an approved case of the enterprise (C7).",
        violations="""
            SELECT held.enterprise || ' version ' || held.category_version
            FROM held_categories AS held JOIN category_cases ON category_cases.id = category_case
            WHERE status <> 'approved' OR category_cases.enterprise <> held.enterprise
                OR category_cases.category_version <> held.category_version""",
    ),
    Check(
        code="CASES_STAND_WHERE_THEIR_LAST_STEP_TOOK_THEM",
        sentence="A case's status is that of its last step.",
        violations="""
            SELECT id::text FROM category_cases WHERE status IS DISTINCT FROM (
                SELECT step FROM category_case_steps WHERE category_case = category_cases.id
                ORDER BY ordinal DESC LIMIT 1)""",
    ),
)
