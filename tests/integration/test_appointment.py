"""The first administrator of a local run, appointed by whoever sits at the machine."""

import sys

import pytest

from gascert_local import appoint
from gascert_local.credentials import Credentials
from gascert_local.demo.appointment import Appointment
from tests.provision import Databases


@pytest.fixture
def appointment(databases: Databases, credentials: Credentials) -> Appointment:
    url = databases.fresh("identity")["identity"]
    return Appointment(database_url=url, credentials=credentials)


def test_a_password_that_nobody_types_is_made_and_shown(
    appointment: Appointment, capfd: pytest.CaptureFixture[str]
) -> None:
    assert appointment.in_person("boss") == 0
    assert "password, shown only now: " in capfd.readouterr().out


def test_there_is_one_and_the_second_is_told_so(
    appointment: Appointment, capfd: pytest.CaptureFixture[str]
) -> None:
    assert appointment("boss", "quite-a-Password")
    assert appointment.in_person("another") == 1
    assert "ADMINISTRATOR_EXISTS" in capfd.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_whoever_names_nobody_is_told_what_to_say(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["appoint", *arguments])
    assert appoint.main() == 2
    assert "NAME" in capsys.readouterr().err
