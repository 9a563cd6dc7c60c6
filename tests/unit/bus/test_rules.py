"""Rules of who may ask: the ready-made ones, each way."""

from uuid import uuid4

import pytest

from bus import context, rules
from bus.rules import Rule
from contracts.principal import ANONYMOUS, Principal, PrincipalKind, service_principal
from contracts.vocabulary import Role

PERSON = Principal(kind=PrincipalKind.PERSON, account=uuid4())
VERIFIED = Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=uuid4())
ENTERPRISE = Principal(kind=PrincipalKind.ENTERPRISE, account=uuid4(), enterprise=uuid4())
READER = Principal(kind=PrincipalKind.AUTHORITY, account=uuid4(), roles=(Role.READER,))
DECIDER = Principal(kind=PrincipalKind.AUTHORITY, account=uuid4(), roles=(Role.DECIDER,))
SERVICE = service_principal("certificate")
EVERYBODY = {
    "anonymous": ANONYMOUS,
    "person": PERSON,
    "verified": VERIFIED,
    "enterprise": ENTERPRISE,
    "reader": READER,
    "decider": DECIDER,
    "service": SERVICE,
}


def allowed(rule: Rule) -> set[str]:
    return {name for name, principal in EVERYBODY.items() if rule(principal, None)}


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (rules.anyone, set(EVERYBODY)),
        (rules.signed_in, set(EVERYBODY) - {"anonymous", "service"}),
        (rules.persons, {"person", "verified"}),
        (rules.verified_persons, {"verified"}),
        (rules.enterprises, {"enterprise"}),
        (rules.authority(), {"reader", "decider"}),
        (rules.authority(Role.DECIDER), {"decider"}),
        (rules.authority(Role.DECIDER, Role.READER), {"reader", "decider"}),
        (rules.services(), {"service"}),
        (rules.services("certificate"), {"service"}),
        (rules.services("employment"), set()),
        (rules.any_of(rules.enterprises, rules.services()), {"enterprise", "service"}),
        (rules.any_of(), set()),
    ],
)
def test_a_rule_allows_those_it_names_and_nobody_else(rule: Rule, names: set[str]) -> None:
    assert allowed(rule) == names


def test_staff_are_allowed_only_by_way_of_the_service_that_asks_for_them() -> None:
    rule = rules.authority_via("certificate", Role.DECIDER)
    assert allowed(rule) == set()
    for asked_by, names in (("gateway", set()), ("certificate", {"decider"})):
        with context.acting(ANONYMOUS, asked_by=asked_by):
            assert allowed(rule) == names
