"""F18: clients repeat in parallel with one key, and one sends another body with it."""

from typing import Any, Final
from uuid import uuid4

import pytest
from eventlet.greenpool import GreenPool
from sqlalchemy import text

from contracts.enterprise import SubmitCategoryCase
from contracts.errors import GasCertError, InProgress, KeyReused
from tests.faults.trials import Trials
from tests.makers import held

REPEATERS: Final = 10
HELD: Final = "SELECT id FROM enterprises WHERE id = :id FOR UPDATE"


@pytest.mark.parametrize("replicas", [1, 2])
def test_one_key_has_one_effect_whoever_repeats_it(trial: Trials, replicas: int) -> None:
    with trial("F18") as run:
        register, clients = run.register, run.register.clients
        clients.answer_within = 9.0  # less than a lock is waited for
        if replicas == 2:
            register.mortals.start("enterprise", replica="-2")
            register.mortals.wait_until_ready()
        firm, key, call = register.a_firm(), uuid4().hex, SubmitCategoryCase(categories=held("G"))
        firm.registers()

        def answer() -> Any:
            try:
                return clients.once(call, firm.account, key)
            except GasCertError as error:
                return error

        pool = GreenPool(REPEATERS)
        with register.mortals.reading("enterprise") as connection:
            connection.execute(text(HELD), {"id": firm.id})
            waiting = [pool.spawn(answer) for _ in range(REPEATERS)]
            register.mortals.wait_for(lambda: pool.running() == 1, 9)
        answers = [each.wait() for each in waiting]
        run.fault(REPEATERS)

        told = [each for each in answers if isinstance(each, GasCertError)]
        assert [(type(each), each.status) for each in told] == [(InProgress, 409)] * (REPEATERS - 1)
        [case] = [each for each in answers if not isinstance(each, GasCertError)]
        assert clients.insist(call, firm.account, key=key) == case
        with pytest.raises(KeyReused) as refused:
            clients.once(SubmitCategoryCase(categories=held("J")), firm.account, key)
        assert refused.value.status == 422
        if replicas == 2:
            register.mortals.kill("enterprise-2")
