"""A change of 20,000 certificates completes by itself whatever is killed or restarted meanwhile."""

import json
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bus.rabbit import RabbitExchange
from bus.wire import Delivery
from contracts.enterprise import CategoryChanged
from contracts.message import to_wire
from contracts.vocabulary import Category, Trade
from gascert_local.broker import Broker
from gascert_local.cluster import Cluster
from tests.faults.processes import Mortals

PRINTED: Final = 12_000
OPERATORS: Final = 8_000
ENTERPRISE: Final = UUID(int=7)
CASE: Final = uuid4()

CERTIFICATES = """
INSERT INTO certificates (id, holder, kind, trade, number_core, number, letters, enterprise,
    province, represents, valid_from, valid_to, ce_deadline, version)
SELECT gen_random_uuid(), gen_random_uuid(), kind, trade, core, core || coalesce(trade, 'GJ'),
    CASE WHEN trade IS NULL THEN 'GJ' ELSE '' END, :enterprise, '63', false, :first, :last, :last,
    1
FROM (
    SELECT 'safety_manager' AS kind, NULL AS trade, '青RQB2024' || lpad(n::text, 6, '0') AS core
    FROM generate_series(1, :printed) AS n
    UNION ALL
    SELECT 'operator', CASE WHEN n % 2 = 0 THEN '05' ELSE '01' END,
        '青RQC2024' || lpad(n::text, 6, '0')
    FROM generate_series(1, :operators) AS n
) AS made
"""
VERSIONS = """
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, trade, photo, valid_from, valid_to, first_ce_deadline, age_rule,
    cause)
SELECT id, 1, 1, number, '示例', enterprise, '示例', 'GJ', trade, id, valid_from, valid_to,
    ce_deadline, 'default', 'issuance' FROM certificates
"""
COUNTS = """
SELECT
    count(*) FILTER (WHERE kind = 'safety_manager' AND letters = 'G' AND version = 2
        AND number = number_core || 'G' AND versions = 2) AS reissued,
    count(*) FILTER (WHERE trade = '05' AND reasons = '{TRADE_NOT_PERMITTED}' AND marks = 1
        AND versions = 1) AS marked,
    count(*) FILTER (WHERE trade = '01' AND reasons = '{}' AND marks = 0 AND versions = 1) AS kept
FROM (
    SELECT certificates.*,
        (SELECT count(*) FROM certificate_versions WHERE certificate = certificates.id) AS versions,
        (SELECT count(*) FROM mark_changes WHERE certificate = certificates.id) AS marks
    FROM certificates
) AS each
"""


@pytest.fixture
def stored(mortals: Mortals) -> Mortals:
    """20,000 certificates of one enterprise, and certificate running."""
    today = date.today()  # noqa: DTZ011  # only has to be some day before the certificates end
    with mortals.reading("certificate") as connection:
        connection.execute(
            text(CERTIFICATES),
            {
                "enterprise": ENTERPRISE,
                "printed": PRINTED,
                "operators": OPERATORS,
                "first": today - timedelta(days=365),
                "last": today + timedelta(days=365),
            },
        )
        connection.execute(text(VERSIONS))
    mortals.start("certificate")
    return mortals


def announce_the_change(mortals: Mortals) -> None:
    event = CategoryChanged(
        enterprise=ENTERPRISE,
        case=CASE,
        category_version=2,
        categories=(Category.PIPELINE,),
        permitted_trades=tuple(Trade(code) for code in ("01", "02", "03", "04", "06", "07", "99")),
        decided_on=date.today(),  # noqa: DTZ011
    )
    sender = RabbitExchange(mortals.amqp_uri).connect_sender("enterprise")
    try:
        sent = sender.send(
            [
                Delivery(
                    event_id=uuid4(),
                    source="enterprise",
                    name=event.wire_name,
                    body=json.dumps(to_wire(event)),
                    headers="{}",
                )
            ]
        )
        assert len(sent) == 1
    finally:
        sender.stop()


def done(mortals: Mortals) -> int:
    return int(mortals.value("certificate", "SELECT coalesce(sum(done), 0) FROM job_chunks"))


def is_finished(mortals: Mortals) -> bool:
    return bool(
        mortals.value(
            "certificate",
            "SELECT count(*) = 1 FROM jobs WHERE status = 'done' AND finished_at IS NOT NULL",
        )
    )


def everything_is_sent(mortals: Mortals) -> bool:
    return not mortals.value("certificate", "SELECT count(*) FROM outbox WHERE sent_at IS NULL")


def assert_each_was_done_once(mortals: Mortals) -> None:
    with mortals.reading("certificate") as connection:
        counts = connection.execute(text(COUNTS)).one()
    assert tuple(counts) == (PRINTED, OPERATORS // 2, OPERATORS // 2)


def test_the_job_survives_kill_9_again_and_again(stored: Mortals) -> None:
    announce_the_change(stored)
    for share in (1_000, 7_000, 13_000):
        stored.wait_for(lambda share=share: done(stored) >= share)  # type: ignore[misc]
        assert not is_finished(stored)
        stored.kill("certificate")
        stored.start("certificate")
    stored.wait_for(lambda: is_finished(stored) and everything_is_sent(stored))
    assert_each_was_done_once(stored)


def test_the_job_survives_a_restart_of_rabbitmq(stored: Mortals, broker: Broker) -> None:
    announce_the_change(stored)
    stored.wait_for(lambda: done(stored) >= 1_000)
    assert broker.control("stop_app")
    assert broker.control("start_app")
    stored.wait_for(lambda: is_finished(stored) and everything_is_sent(stored))
    assert_each_was_done_once(stored)


def test_the_job_survives_a_crash_of_postgresql(stored: Mortals, cluster: Cluster) -> None:
    announce_the_change(stored)
    stored.wait_for(lambda: done(stored) >= 1_000)
    assert not is_finished(stored)
    cluster.restart(mode="immediate")
    stored.wait_for(lambda: is_finished(stored) and everything_is_sent(stored))
    assert_each_was_done_once(stored)
