"""What category changes must have left: each effect once, announced, and as the rules say."""

import json
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any, Final

from contracts.certificate import ApproveCategoryChange
from contracts.enterprise import RegisterEnterprise, SubmitCategoryCase
from contracts.message import Call
from contracts.vocabulary import CertificateKind
from tests.faults.clients import Answered, Clients, Firm

Rows = Callable[..., list[Any]]

PERMITTED: Final = {
    "G": "01 02 03 04 06 07 99",
    "P": "02 07 08 99",
    "J": "02 03 04 05 99",
    "Q": "01 02 03 04 99",
}
# What stands for one row more than may be, in the words that tell where.
TWICE: Final = {
    "certificate": (
        """SELECT 'certificate ' || certificate || ' was reissued twice for ' || caused_by
        FROM certificate_versions WHERE cause = 'category_change'
        GROUP BY certificate, term, caused_by HAVING count(*) > 1""",
        """SELECT 'certificate ' || certificate || ' was marked or freed twice for ' || caused_by
        FROM mark_changes GROUP BY certificate, reason, caused_by HAVING count(*) > 1""",
        """SELECT 'a second job for case ' || (params ->> 'case')
        FROM jobs WHERE kind = 'category_change' GROUP BY params ->> 'case' HAVING count(*) > 1""",
        """SELECT 'number ' || number || ' stands twice' FROM (
            SELECT DISTINCT certificate, number FROM certificate_versions) AS given
        GROUP BY number HAVING count(*) > 1""",
        """SELECT 'versions of certificate ' || certificate || ' have a gap'
        FROM certificate_versions GROUP BY certificate
        HAVING count(*) <> max(version) OR min(version) <> 1""",
    ),
    "enterprise": (
        """SELECT 'category version ' || category_version || ' of ' || enterprise || ' twice'
        FROM category_cases WHERE status = 'approved'
        GROUP BY enterprise, category_version HAVING count(*) > 1""",
        """SELECT 'category versions of ' || enterprise || ' have a gap'
        FROM category_cases WHERE status = 'approved' GROUP BY enterprise
        HAVING count(*) <> max(category_version) OR min(category_version) <> 1""",
    ),
}
CHANGES: Final[dict[str, dict[str, str]]] = {
    "enterprise": {
        "enterprise_registered": "SELECT id::text FROM enterprises",
        "category_changed": """SELECT enterprise || ' ' || category_version || ' ' || id
            FROM category_cases WHERE status = 'approved'""",
        "category_case_closed": """SELECT id || ' ' || status FROM category_cases
            WHERE status <> 'submitted'""",
    },
    "certificate": {
        "certificates_reissued": """SELECT certificate || ' ' || caused_by
            FROM certificate_versions WHERE cause = 'category_change'""",
        "certificates_marked": """SELECT certificate || ' ' || caused_by || ' ' || is_lifted
            FROM mark_changes""",
        "certificates_issued": """SELECT certificate::text FROM exam_results
            WHERE certificate IS NOT NULL""",
    },
    "employment": {
        "employment_started": "SELECT id::text FROM employments",
        "employment_ended": "SELECT id::text FROM employments WHERE ended_on IS NOT NULL",
    },
}


def twice(rows: Rows, firms: Sequence[Firm], clients: Clients) -> Iterator[str]:
    """Tell every effect that stands more often than it was commanded."""
    for service, statements in TWICE.items():
        for statement in statements:
            yield from (row[0] for row in rows(service, statement))
    cases = Counter(
        row.enterprise for row in rows("enterprise", "SELECT enterprise FROM category_cases")
    )
    for firm in firms:
        commanded = len(clients.asked(SubmitCategoryCase, firm.account))
        if cases[firm.id] > commanded:
            yield f"{firm.id} has {cases[firm.id]} cases for {commanded} commands"


def unannounced(rows: Rows, services: Container[str]) -> Iterator[str]:
    """Tell every change without its event and every event without its change."""
    for service, changes in CHANGES.items():
        for name, statement in changes.items() if service in services else ():
            happened = Counter(row[0] for row in rows(service, statement))
            bodies = rows(service, "SELECT body FROM outbox WHERE name = :name", name=name)
            told = Counter(word for row in bodies for word in _words_of(name, json.loads(row.body)))
            yield from (f"{name} is missing for {each}" for each in happened - told)
            yield from (f"{name} tells what has not happened: {each}" for each in told - happened)


def _words_of(name: str, body: dict[str, Any]) -> list[str]:
    """Name what an event tells as its change is named."""
    match name:
        case "enterprise_registered":
            return [body["enterprise"]]
        case "category_changed":
            return [f"{body['enterprise']} {body['category_version']} {body['case']}"]
        case "category_case_closed":
            return [f"{body['case']} {body['status']}"]
        case "certificates_issued":
            return list(body["certificates"])
        case "employment_started" | "employment_ended":
            return [body["employment"]]
        case "certificates_reissued":
            return [f"{each} {body['caused_by']}" for each in body["certificates"]]
        case _:
            lifted = str(body["is_lifted"]).lower()
            return [f"{each} {body['caused_by']} {lifted}" for each in body["certificates"]]


# By a command's type, a statement that finds what it was answered, where it still stands.
STANDING: Final[dict[type[Call[Any]], tuple[str, str, Callable[[Answered], dict[str, Any]]]]] = {
    RegisterEnterprise: (
        "enterprise",
        "SELECT 1 FROM enterprises WHERE id = :id AND uscc = :uscc",
        lambda answered: {"id": answered.reply.id, "uscc": answered.reply.uscc},
    ),
    SubmitCategoryCase: (
        "enterprise",
        "SELECT 1 FROM category_cases WHERE id = :id AND enterprise = :enterprise",
        lambda answered: {"id": answered.reply.id, "enterprise": answered.reply.enterprise},
    ),
    ApproveCategoryChange: (
        "enterprise",
        """SELECT 1 FROM category_cases JOIN held_categories AS held
            ON held.category_case = category_cases.id AND held.category_version = :version
        WHERE id = :id AND status = 'approved'""",
        lambda answered: {"id": answered.reply.case, "version": answered.reply.category_version},
    ),
}


def taken_back(rows: Rows, clients: Clients) -> Iterator[str]:
    """Tell every answer whose effect is not there any more."""
    for answered in clients.answers:
        standing = STANDING.get(type(answered.call))
        if standing is not None:
            service, statement, params = standing
            if not rows(service, statement, **params(answered)):
                yield f"{answered.call.wire_name} was answered and does not stand"


def not_as_ruled(rows: Rows, firms: Sequence[Firm]) -> Iterator[str]:
    """Tell every certificate that is not as its unit's last approved categories want it."""
    shown = {
        row.id: row
        for row in rows(
            "certificate", "SELECT id, number_core, number, letters, reasons FROM certificates"
        )
    }
    for firm in firms:
        if firm.approved:
            for certificate, (kind, trade) in firm.certificates.items():
                found = shown[certificate]
                is_marked = "TRADE_NOT_PERMITTED" in found.reasons
                if kind is not CertificateKind.OPERATOR:
                    if found.number != found.number_core + firm.letters:
                        yield f"{found.number} of a unit with {firm.letters}"
                elif is_marked == (trade in permitted(firm.letters)):
                    yield f"{found.number} of a unit with {firm.letters}: {found.reasons}"


def permitted(letters: str) -> frozenset[str]:
    """The trades that categories permit (五)."""
    return frozenset(trade for letter in letters for trade in PERMITTED[letter].split())
