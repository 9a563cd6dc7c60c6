"""F21: the worker of a large job is killed every two seconds, and categories change midway."""

from datetime import date, timedelta
from typing import Final

import eventlet
from eventlet.event import Event
from sqlalchemy import Connection, text

from contracts.vocabulary import CertificateKind, Trade
from tests.faults.clients import Firm
from tests.faults.conftest import Scale
from tests.faults.processes import Mortals
from tests.faults.trials import Trial, Trials

SECONDS_OF_LIFE: Final = 2.0
MORTAL: Final = "jobs.before_commit=kill:0.1"
SLOW: Final = "jobs.between_chunks=sleep:0.5"
CERTIFICATES: Final = """
INSERT INTO certificates (id, holder, kind, trade, number_core, number, letters, enterprise,
    province, represents, valid_from, valid_to, ce_deadline, version)
SELECT gen_random_uuid(), gen_random_uuid(), kind, trade, core, core || coalesce(trade, 'GJ'),
    CASE WHEN trade IS NULL THEN 'GJ' ELSE '' END, :enterprise, '63', false, :first, :last, :last,
    1
FROM (
    SELECT 'safety_manager' AS kind, NULL AS trade, '青RQB2024' || lpad(n::text, 6, '0') AS core
    FROM generate_series(500001, 500000 + :printed) AS n
    UNION ALL
    SELECT 'operator', CASE WHEN n % 2 = 0 THEN '05' ELSE '01' END,
        '青RQC2024' || lpad(n::text, 6, '0')
    FROM generate_series(500001, 500000 + :operators) AS n
) AS made
RETURNING id, kind, trade
"""
VERSIONS: Final = """
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, trade, photo, valid_from, valid_to, first_ce_deadline, age_rule,
    cause)
SELECT id, 1, 1, number, '示例', enterprise, '示例', 'GJ', trade, id, valid_from, valid_to,
    ce_deadline, 'default', 'issuance' FROM certificates WHERE enterprise = :enterprise
ON CONFLICT DO NOTHING
"""
DONE: Final = """
SELECT (SELECT sum(done) FROM job_chunks WHERE job = jobs.id)::real / total FROM jobs
WHERE params ->> 'enterprise' = :enterprise AND params ->> 'category_version' = '2'
"""
UNFINISHED: Final = """
SELECT (SELECT count(*) FROM jobs WHERE finished_at IS NULL)
    + (SELECT count(*) FROM inbox WHERE done_at IS NULL)
"""


def write_many(firm: Firm, connection: Connection, number: int) -> None:
    """Give a firm so many certificates, three fifths of them with printed categories."""
    today, printed = date.today(), number * 3 // 5  # noqa: DTZ011  # within their validity
    values = {
        "enterprise": firm.id,
        "printed": printed,
        "operators": number - printed,
        "first": today - timedelta(days=365),
        "last": today + timedelta(days=365),
    }
    for row in connection.execute(text(CERTIFICATES), values).all():
        firm.certificates[row.id] = (
            CertificateKind(row.kind),
            None if row.trade is None else Trade(row.trade),
        )
    connection.execute(text(VERSIONS), values)


def kill_on_and_on(run: Trial, has_changed: Event, is_over: Event) -> None:
    """Kill certificate every two seconds, or when it is about to commit a chunk."""
    while not is_over.ready():
        failpoints = MORTAL if has_changed.ready() else f"{MORTAL};{SLOW}"
        run.register.mortals.restart("certificate", FAILPOINTS=failpoints)
        run.register.mortals.let_live("certificate", SECONDS_OF_LIFE)
        run.fault()
    run.register.mortals.restart("certificate")


def test_each_certificate_ends_as_the_last_categories_want_it(trial: Trials, scale: Scale) -> None:
    with trial("F21", seconds_to_settle=180) as run:
        mortals = run.register.mortals
        run.register.clients.answer_within = 10.0
        firm = run.register.a_firm()
        with mortals.reading("certificate") as connection:
            write_many(firm, connection, scale.certificates)
        firm.registers()
        firm.changes_to("GJ")
        firm.changes_to("G")
        has_changed, is_over = Event(), Event()
        killing = eventlet.spawn(kill_on_and_on, run, has_changed, is_over)
        mortals.wait_for(lambda: share_done(mortals, firm) > 0)
        assert share_done(mortals, firm) < 1
        firm.changes_to("P")
        has_changed.send(None)
        mortals.wait_for(lambda: not mortals.value("certificate", UNFINISHED), 300)
        is_over.send(None)
        killing.wait()
        assert run.faults > 1


def share_done(mortals: Mortals, firm: Firm) -> float:
    """How much of the first change is done."""
    return float(mortals.value("certificate", DONE, enterprise=str(firm.id)) or 0)
