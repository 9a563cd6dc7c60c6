"""六.3 for an enterprise with thousands of certificates: asked in batches, written set by set."""

import time
from uuid import UUID, uuid4

from sqlalchemy import text

from contracts.certificate import CasesMoved, CertificatesReissued
from contracts.vocabulary import JobStatus
from tests.makers import World
from tests.renamings import Renaming, a_renaming, approves, job_of

MANY = 2000
SECONDS = 60  # On a machine that does much else; alone it is a tenth of that.
OLD_NAME = "青海旧名燃气有限公司"

PERSONS = (
    """INSERT INTO id_numbers (person, lookup, key_id, sealed)
        SELECT person, uuid_send(person), '1', '' FROM unnest(CAST(:people AS uuid[])) AS person""",
    """INSERT INTO persons (id, name, id_number_masked, sex, born_on, verified_at, photo, version)
        SELECT person, '示例·从业人员', '-', 'male', '1990-05-01', now(), person, 1
        FROM unnest(CAST(:people AS uuid[])) AS person""",
)
EMPLOYMENTS = (
    """INSERT INTO offers (id, enterprise, enterprise_name, province, person, position, status,
            offered_at, closed_at, version)
        SELECT person, :firm, :name, '63', person, '-', 'accepted', now(), now(), 2
        FROM unnest(CAST(:people AS uuid[])) AS person""",
    """INSERT INTO employments (id, offer, person, enterprise, enterprise_name, province, position,
            started_on, version)
        SELECT person, person, person, :firm, :name, '63', '-', current_date - 99, 1
        FROM unnest(CAST(:people AS uuid[])) AS person""",
)
CERTIFICATES = (
    """INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise,
            province, represents, valid_from, valid_to, ce_deadline, version)
        SELECT person, person, 'safety_manager', core, core || 'GJ', 'GJ', :firm, '63', false,
            current_date - 99, current_date + 999, current_date + 99, 1
        FROM (SELECT person, '青RQB2003' || lpad(place::text, 6, '0') AS core
            FROM unnest(CAST(:people AS uuid[])) WITH ORDINALITY AS given (person, place)
        ) AS made""",
    """INSERT INTO certificate_versions (certificate, version, term, number, holder_name,
            enterprise, enterprise_name, categories, photo, valid_from, valid_to,
            first_ce_deadline, age_rule, cause)
        SELECT id, 1, 1, number, '示例·从业人员', enterprise, :name, 'GJ', id, valid_from, valid_to,
            ce_deadline, 'default', 'issuance' FROM certificates WHERE enterprise = :firm""",
)


def fill(renaming: Renaming) -> list[UUID]:
    """Write people who are employed by the enterprise and hold a certificate each."""
    people = [uuid4() for _ in range(MANY)]
    values = {"people": people, "firm": renaming.firm.id, "name": OLD_NAME}
    written = {"identity": PERSONS, "employment": EMPLOYMENTS, "certificate": CERTIFICATES}
    for service, statements in written.items():
        with renaming.world.stack.database(service).independent() as transaction:
            for statement in statements:
                transaction.execute(text(statement), values)
    return people


def test_two_thousand_certificates_follow_in_seconds(world: World) -> None:
    renaming = a_renaming(world)
    people = fill(renaming)
    begun = time.monotonic()
    case = renaming.submits(timeout=SECONDS)
    assert (case.included, case.left_out) == (MANY, 0)
    decided = approves(world, case, settle=False)
    world.stack.settle(SECONDS)
    assert time.monotonic() - begun < SECONDS
    job = job_of(world, decided)
    assert (job.status, job.total, job.counts["reissued"]) == (JobStatus.DONE, MANY, MANY)
    after = renaming.now(case)
    assert (after.reissued, after.rejected) == (MANY, 0)
    counts = text("""SELECT count(*), min(certificates.version), max(certificates.version)
        FROM certificates JOIN certificate_versions AS made ON made.certificate = certificates.id
            AND made.version = certificates.version AND made.enterprise_name = :name
        WHERE certificates.id = ANY(:people)""")
    with world.stack.database("certificate").reading() as connection:
        found = connection.execute(counts, {"name": case.name, "people": people}).one()
        told = connection.execute(
            text("SELECT name, count(*) AS events FROM outbox WHERE name = ANY(:names) GROUP BY 1"),
            {"names": [CasesMoved.wire_name, CertificatesReissued.wire_name]},
        ).all()
    assert tuple(found) == (MANY, 2, 2)
    # Two for the submission, and of the job's four chunks one each: never one a certificate.
    assert {row.name: row.events for row in told} == {"cases_moved": 6, "certificates_reissued": 4}
