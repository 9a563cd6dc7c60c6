"""What must always be so in a database, each with the statement that finds where it is not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from contracts.operations import Invariant

MOST_EXAMPLES: Final = 10


@dataclass(frozen=True, kw_only=True)
class Check:
    """A sentence that must hold; `violations` selects one text for each place where it does not.

    The texts name rows by id or number and hold nothing personal.
    """

    code: str
    sentence: str
    violations: str


BUS: Final = (
    Check(
        code="JOB_ITEMS_ADD_UP",
        sentence="A bulk job's chunks hold as many items as the job has.",
        violations="""
            SELECT jobs.key FROM jobs LEFT JOIN job_chunks ON job_chunks.job = jobs.id
            GROUP BY jobs.id HAVING jobs.total <> coalesce(sum(cardinality(item_ids)), 0)""",
    ),
    Check(
        code="JOB_ITEMS_ARE_ACCOUNTED_FOR",
        sentence="Each item of a closed chunk was done or is told as failed.",
        violations="""
            SELECT jobs.key || ' chunk ' || job_chunks.id FROM job_chunks
            JOIN jobs ON jobs.id = job_chunks.job
            WHERE is_open = 0 AND cardinality(item_ids) <> done + failed""",
    ),
    Check(
        code="ENDED_JOBS_HAVE_NOTHING_OPEN",
        sentence="A job that has ended has no open chunk.",
        violations="""
            SELECT jobs.key FROM jobs WHERE finished_at IS NOT NULL AND EXISTS (
                SELECT 1 FROM job_chunks WHERE job = jobs.id AND is_open = 1)""",
    ),
    Check(
        code="FAILED_ITEMS_ARE_KEPT",
        sentence="Each item that was given up is kept with its error.",
        violations="""
            SELECT jobs.key FROM jobs LEFT JOIN job_chunks ON job_chunks.job = jobs.id
            GROUP BY jobs.id HAVING coalesce(sum(failed), 0)
                <> (SELECT count(*) FROM job_failures WHERE job_failures.job = jobs.id)""",
    ),
    Check(
        code="DONE_IS_NOT_PARKED",
        sentence="An event that has taken effect does not stand parked.",
        violations="""
            SELECT event_id::text FROM inbox
            WHERE parked_at IS NOT NULL AND done_at IS NOT NULL""",
    ),
    Check(
        code="DONE_COMMANDS_HAVE_A_REPLY",
        sentence="A command that is remembered is remembered with its reply.",
        violations="SELECT call FROM idempotency WHERE reply IS NULL",
    ),
)


def findings(connection: Connection, checks: Iterable[Check]) -> tuple[Invariant, ...]:
    """Run checks; gives each with the number of its violations and the first ones."""
    return tuple(_finding(connection, check) for check in checks)


def _finding(connection: Connection, check: Check) -> Invariant:
    counted = text(
        f"SELECT count(*), (array_agg(which ORDER BY which))[1:{MOST_EXAMPLES}]"  # noqa: S608
        f" FROM ({check.violations}) AS found (which)"  # statements of our own
    )
    number, examples = connection.execute(counted).one()
    return Invariant(
        code=check.code,
        sentence=check.sentence,
        violations=number,
        examples=tuple(examples or ()),
    )
