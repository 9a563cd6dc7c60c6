"""What holds after every step, once all has settled: each function tells what does not."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import text

from contracts.certificate import Certificate, CheckIssuance, GetCertificateVersions
from contracts.vocabulary import CertificateKind, ResultStatus
from tests.model.days import term_from
from tests.model.ledger import Paper, Someone, held_by, may_be_held_together
from tests.model.register import Register

PRINCIPAL: Final = CertificateKind.PRINCIPAL
OPEN_CASES: Final = text("""
    SELECT certificate, count(*) AS open, min(status) AS status, min(kind) AS kind
    FROM certificate_cases WHERE status LIKE 'waiting_for_%' GROUP BY certificate
""")
EMPLOYERS: Final = text("""
    SELECT person, array_agg(enterprise) AS enterprises FROM employments
    WHERE ended_on IS NULL AND person = ANY(:persons) GROUP BY person
""")
CORES_GIVEN_TWICE: Final = text(
    "SELECT number_core FROM certificates GROUP BY 1 HAVING count(*) > 1"
)


def adopt(register: Register) -> Iterator[str]:
    """Enter the certificates that have been issued; tell of those that should not have been."""
    register.looks()
    known = {paper.id for paper in register.papers}
    for someone, certificates in register.shown.items():
        for shown in reversed(certificates):
            if shown.id not in known:
                yield from _unjustified(register, someone, shown)
                register.papers.append(_paper(register, someone, shown))


def _unjustified(register: Register, someone: Someone, shown: Certificate) -> Iterator[str]:
    house = register.house_of(shown.enterprise)
    wanted = held_by(someone, shown.kind, house)
    conditions = {
        "the holder has an employer": someone.counts_as_employer(shown.kind, house),
        "the employer has categories": house.letters != "",
        "the trade is permitted": house.permits(shown.trade),
        "the age is within limits": someone.life.is_of_age(register.today),
        "it begins today": shown.valid_from == register.today,
        "it may be held": may_be_held_together([wanted, *register.places(someone)]),
    }
    for condition, holds in conditions.items():
        if not holds:
            yield f"{shown.number} was issued, but not so: {condition}"


def _paper(register: Register, someone: Someone, shown: Certificate) -> Paper:
    house = register.house_of(shown.enterprise)
    suffix = shown.trade.value if shown.trade else house.letters
    return Paper(
        id=shown.id,
        holder=someone,
        kind=shown.kind,
        trade=shown.trade,
        house=house,
        core=shown.number.removesuffix(suffix),
        printed=someone.worker.name,
        unit_name=house.name,
        letters="" if shown.trade else house.letters,
        terms=[term_from(register.today, someone.life)],
    )


def papers_are_as_the_ledger_says(register: Register) -> Iterator[str]:
    """Status, marks, days (D1 to D3, D9), unit, names and number of every certificate."""
    shown = {each.id: each for certificates in register.shown.values() for each in certificates}
    for paper in register.papers:
        for name, (found, due) in _compared(register, paper, shown[paper.id]).items():
            if found != due:
                yield f"{paper.number}: {name} is {found}, not {due}, on {register.today}"


def _compared(register: Register, paper: Paper, shown: Certificate) -> dict[str, tuple[Any, Any]]:
    through = register.done_through
    status = paper.status(register.today, through)
    return {
        "status": (shown.status, status),
        "is_usable": (shown.is_usable, status.value == "valid"),
        "reasons": (frozenset(shown.reasons), paper.reasons(through)),
        "valid_from": (shown.valid_from, paper.term.first),
        "valid_to": (shown.valid_to, paper.term.last),
        "ce_deadline": (shown.ce_deadline, paper.deadline(through)),
        "enterprise": (shown.enterprise, paper.house.firm.id),
        "enterprise_name": (shown.enterprise_name, paper.unit_name),
        "holder_name": (shown.holder_name, paper.printed),
        "number": (shown.number, paper.number),
        "version": (shown.version, len(paper.versions)),
    }


def versions_are_gapless_and_stand_right(register: Register) -> Iterator[str]:
    """From 1 on without a gap, each with its days and what it is today; one in force at most."""
    staff = register.world.staff
    for paper in register.papers:
        call = GetCertificateVersions(certificate=paper.id)
        made = register.world.stack.ask(call, by=staff).items[::-1]
        if [each.version for each in made] != list(range(1, len(paper.versions) + 1)):
            yield f"{paper.number} has versions {[each.version for each in made]}"
            continue
        found = [(each.status, each.valid_from, each.valid_to) for each in made]
        terms = [paper.terms[at] for at in paper.versions]
        statuses = paper.version_statuses(register.today)
        due = [
            (status, term.first, term.last) for status, term in zip(statuses, terms, strict=True)
        ]
        if found != due:
            yield f"{paper.number} has versions {found}, not {due}, on {register.today}"


def holding_limits_are_kept(register: Register) -> Iterator[str]:
    """H1 and H2, by what the register shows."""
    in_renewal = {paper.id for paper in register.papers if paper.in_renewal}
    for someone, certificates in register.shown.items():
        held = [
            held_by(someone, each.kind, register.house_of(each.enterprise))
            for each in certificates
            if each.status.value in ("valid", "abnormal")
            or (each.status.value == "expired" and each.id in in_renewal)
        ]
        if not may_be_held_together(held):
            yield f"one person holds {[(each.kind, each.house.name) for each in held]}"


def employments_are_as_the_ledger_says(register: Register) -> Iterator[str]:
    """H3: one at a time, with whom the ledger says."""
    persons = [someone.worker.person for someone in register.people]
    with register.world.stack.database("employment").reading() as connection:
        rows = connection.execute(EMPLOYERS, {"persons": persons}).all()
    found = {row.person: row.enterprises for row in rows}
    for someone in register.people:
        due = [] if someone.employer is None else [someone.employer.firm.id]
        if found.get(someone.worker.person, []) != due:
            yield f"{someone.worker.person} is employed by {found.get(someone.worker.person)}"


def cases_are_as_the_ledger_says(register: Register) -> Iterator[str]:
    """K1: at most one open case, and it waits for whom it should."""
    with register.world.stack.database("certificate").reading() as connection:
        rows = {row.certificate: row for row in connection.execute(OPEN_CASES)}
        twice = connection.scalars(CORES_GIVEN_TWICE).all()
    yield from (f"the number {core} was given twice" for core in twice)
    for paper in register.papers:
        row = rows.get(paper.id)
        found = None if row is None else (row.open, row.kind, row.status)
        if found != _open_case(paper):
            yield f"{paper.number} has the open case {found}, not {_open_case(paper)}"


def _open_case(paper: Paper) -> tuple[int, str, str] | None:
    if paper.part_of is not None:
        return 1, "enterprise_name_change", "waiting_for_authority"
    if paper.case is None:
        return None
    return 1, paper.case.kind.value, paper.case.told.status.value


def what_waits_lacks_something(register: Register) -> Iterator[str]:
    """H9: no approved result waits for a condition that is met; none is kept without a reason."""
    if register.done_through < register.today:
        return
    for someone in register.people:
        for result in someone.worker.results:
            if result.status is ResultStatus.PENDING:
                report = register.world.stack.ask(
                    CheckIssuance(result=result.id), by=someone.worker.by
                )
                if report.is_met:
                    yield f"the {result.kind} result {result.id} waits, but lacks nothing"
                if not result.missing:
                    yield f"result {result.id} waits without a reason"
