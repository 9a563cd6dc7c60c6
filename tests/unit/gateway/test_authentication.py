"""Who asks: good tokens are believed, all others are not, and a session that ended ends here."""

import base64
import json
import time
from typing import Any
from uuid import uuid4

import eventlet
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.errors import GasCertError, Unauthenticated, Unavailable
from contracts.identity import GetSigningKeys
from contracts.principal import PrincipalKind
from contracts.vocabulary import AccountKind, Province, Role
from gateway.authentication import Authentication
from tests.unit.gateway.fakes import Services
from tests.unit.gateway.makers import SOME_ID


def signed_by_nobody(token: str) -> str:
    """The same claims under `alg: none`."""
    said = base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": "first"}).encode())
    return said.decode().rstrip("=") + "." + token.split(".")[1] + "."


def test_a_good_token_makes_its_principal(
    authentication: Authentication, services: Services
) -> None:
    token = services.issuer.token(
        sub=SOME_ID,
        kind=AccountKind.AUTHORITY,
        province=Province.QINGHAI,
        roles=(Role.DECIDER,),
    )
    principal = authentication.visitor(f"Bearer {token}").principal
    assert principal.kind is PrincipalKind.AUTHORITY
    assert principal.account == SOME_ID
    assert principal.province is Province.QINGHAI
    assert principal.roles == (Role.DECIDER,)


def test_the_scheme_is_written_in_any_case(
    authentication: Authentication, services: Services
) -> None:
    assert authentication.visitor(f"bearer  {services.issuer.token()}").principal.account


@pytest.mark.parametrize(
    "header",
    [
        *(None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer x", "Bearer a.b.c"),
        *("Bearer " + "a" * 5000, "Bearer \xe9.\xe9.\xe9", "Bearer ...."),
        "Bearer eyJhbGciOiJFZERTQSJ9.e30.",
    ],
)
def test_what_is_no_token_is_nobody(authentication: Authentication, header: str | None) -> None:
    with pytest.raises(Unauthenticated):
        authentication.visitor(header)


def test_a_token_is_good_until_the_second_it_names(services: Services) -> None:
    now = [time.time()]
    authentication = Authentication(services, now=lambda: now[0])
    token = services.issuer.token(lasts=60)
    authentication.visitor(f"Bearer {token}")
    now[0] += 61
    with pytest.raises(Unauthenticated) as refusal:
        authentication.visitor(f"Bearer {token}")
    assert refusal.value.code == "SESSION_ENDED"


def test_a_token_that_was_altered_is_nobody(
    authentication: Authentication, services: Services
) -> None:
    said, claims, _ = services.issuer.token().split(".")
    other = services.issuer.token().split(".")[2]
    with pytest.raises(Unauthenticated):
        authentication.visitor(f"Bearer {said}.{claims}.{other}")


def test_a_token_of_another_signer_is_nobody(
    authentication: Authentication, services: Services
) -> None:
    true = services.issuer.keys["first"]
    services.issuer.keys["first"] = Ed25519PrivateKey.generate()
    forged = services.issuer.token()
    services.issuer.keys["first"] = true
    with pytest.raises(Unauthenticated):
        authentication.visitor(f"Bearer {forged}")


def test_a_token_of_another_algorithm_is_nobody(
    authentication: Authentication, services: Services
) -> None:
    public = services.issuer.signing_keys().items[0].public_key
    claims = jwt.decode(services.issuer.token(), options={"verify_signature": False})
    said = {"alg": "HS256", "kid": "first", "typ": "JWT"}
    unsigned = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in (said, claims)
    )
    hmac = jwt.api_jws.get_algorithm_by_name("HS256")
    key = public.encode()
    signature = hmac.sign(unsigned.encode(), key)
    confused = f"{unsigned}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
    for token in (confused, signed_by_nobody(services.issuer.token())):
        with pytest.raises(Unauthenticated):
            authentication.visitor(f"Bearer {token}")


@pytest.mark.parametrize("claims", [{"iss": "somebody"}, {"lasts": -10}])
def test_claims_that_do_not_hold_are_nobody(
    authentication: Authentication, services: Services, claims: dict[str, object]
) -> None:
    token = services.issuer.token(**claims)  # type: ignore[arg-type]  # what differs
    with pytest.raises(Unauthenticated):
        authentication.visitor(f"Bearer {token}")


def test_a_verified_token_is_remembered(authentication: Authentication, services: Services) -> None:
    token = services.issuer.token()
    first = authentication.visitor(f"Bearer {token}")
    assert authentication.visitor(f"Bearer {token}") is first


def test_a_revoked_session_ends_for_tokens_known_and_new(
    authentication: Authentication, services: Services
) -> None:
    session = uuid4()
    known, new = (services.issuer.token(sid=session, sub=uuid4()) for _ in range(2))
    authentication.visitor(f"Bearer {known}")
    services.issuer.revoked.add(session)
    authentication.read_revoked()
    for token in (known, new):
        with pytest.raises(Unauthenticated):
            authentication.visitor(f"Bearer {token}")


def test_a_new_signing_key_is_found(services: Services) -> None:
    now = [time.time()]
    authentication = Authentication(services, now=lambda: now[0])
    authentication.visitor(f"Bearer {services.issuer.token()}")
    services.issuer.keys["second"] = Ed25519PrivateKey.generate()
    now[0] += 10
    found = authentication.visitor(f"Bearer {services.issuer.token(key='second')}")
    assert found.principal.account


def told_after(services: Services, *outcomes: Any) -> None:
    """Let identity tell its keys only after a while, or fail to."""
    coming = list(outcomes)

    def tell(_: GetSigningKeys) -> Any:
        eventlet.sleep(0.05)
        outcome = coming.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome()

    services.answers[GetSigningKeys] = tell


def test_all_who_come_with_a_new_key_wait_for_one_reading(services: Services) -> None:
    told_after(services, services.issuer.signing_keys)
    authentication = Authentication(services)
    token = services.issuer.token()
    comers = [eventlet.spawn(authentication.visitor, f"Bearer {token}") for _ in range(5)]
    assert {comer.wait().principal.kind for comer in comers} == {PrincipalKind.PERSON}
    assert services.count(GetSigningKeys) == 1


def test_where_keys_cannot_be_read_no_token_is_called_bad(services: Services) -> None:
    told_after(services, Unavailable(), Unavailable(), services.issuer.signing_keys)
    authentication = Authentication(services)
    token = f"Bearer {services.issuer.token()}"

    def outcome() -> str:
        try:
            return authentication.visitor(token).principal.kind.value
        except GasCertError as error:
            return error.code

    comers = [eventlet.spawn(outcome) for _ in range(3)]
    assert [comer.wait() for comer in comers] == ["UNAVAILABLE"] * 3
    assert [outcome(), outcome()] == ["UNAVAILABLE", "person"]
    assert services.count(GetSigningKeys) == 3


def test_unknown_keys_do_not_make_the_gateway_ask_each_time(
    authentication: Authentication, services: Services
) -> None:
    authentication.visitor(f"Bearer {services.issuer.token()}")
    services.issuer.keys["unheard"] = Ed25519PrivateKey.generate()
    services.answers[GetSigningKeys] = lambda _: services.issuer.signing_keys()
    for _ in range(20):
        with pytest.raises(Unauthenticated):
            authentication.visitor(f"Bearer {services.issuer.token(key='unheard')}")
    assert services.count(GetSigningKeys) == 1


def test_readiness_follows_what_was_read(services: Services) -> None:
    now = [time.time()]
    authentication = Authentication(services, now=lambda: now[0])
    said = [authentication.is_ready]
    authentication.read_revoked()
    said.append(authentication.is_ready)
    now[0] += 61
    said.append(authentication.is_ready)
    assert said == [False, True, False]
