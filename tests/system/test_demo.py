"""The demo's stories told once, over HTTP, at a register of one process on a bus in memory."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console
from sqlalchemy import create_engine, inspect, text

from contracts.vocabulary import CertificateStatus, Trade
from gascert_local import programs
from gascert_local.credentials import Credentials
from gascert_local.databases import Roles
from gascert_local.demo import at_start, change, doorway, life, story
from gascert_local.demo.appointment import Appointment
from gascert_local.demo.loading import Setting
from gascert_local.demo.samples import FOLDER
from gascert_local.demo.stage import Terminal
from gascert_local.found import free_port
from gascert_local.programs import Access, Program
from gascert_local.supervisor import Supervisor
from tests.provision import Databases

EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
READY_SECONDS = 60


@pytest.fixture(scope="module")
def roles(module_databases: Databases) -> dict[str, Roles]:
    """Each service's own database, with nothing in it."""
    return module_databases.roles(*(part.name for part in programs.SERVICES))


@pytest.fixture(scope="module")
def register(roles: dict[str, Roles], credentials: Credentials) -> Iterator[Program]:
    """An empty register that runs."""
    access = Access(databases=roles, buses={})
    made = programs.one_process_for_all(access, free_port(), credentials)
    [program] = (replace(each, name="demo-test") for each in made)
    program.log.unlink(missing_ok=True)
    supervisor = Supervisor([program])
    supervisor.start()
    try:
        supervisor.wait_until_ready(seconds=READY_SECONDS, told=lambda _: None)
        yield program
    finally:
        supervisor.stop()


@pytest.fixture(scope="module")
def setting(
    register: Program,
    roles: dict[str, Roles],
    credentials: Credentials,
    tmp_path_factory: pytest.TempPathFactory,
) -> Setting:
    """That register as the demo finds it."""
    return Setting(
        stranger=doorway.stranger(f"http://127.0.0.1:{register.environment['GATEWAY_PORT']}"),
        appoint=Appointment(database_url=roles["identity"].app, credentials=credentials),
        folder=tmp_path_factory.mktemp("demo"),
    )


@dataclass(frozen=True, kw_only=True)
class Telling:
    """The story, and the words in which it was told."""

    told: story.Told
    words: str


@pytest.fixture(scope="module")
def telling(setting: Setting) -> Telling:
    """The story told at the empty register."""
    return tell(setting)


def tell(setting: Setting) -> Telling:
    console = Console(file=io.StringIO(), width=200)
    told = story.tell(Terminal(console), setting)
    console.print(story.in_short(told))
    assert isinstance(console.file, io.StringIO)
    return Telling(told=told, words=console.file.getvalue())


def test_each_refused_row_is_told_with_its_column_and_code(telling: Telling) -> None:
    for sheet in telling.told.loaded.sheets:
        expected = EXPECTED[sheet.name]
        found = {(fault.row, fault.column, fault.code) for fault in sheet.report.faults}
        assert found == {
            (row["row"], fault["column"], fault["code"])
            for row in expected["refused"]
            for fault in row["faults"]
        }
        assert sheet.report.accepted == expected["accepted"]
        assert all(code in telling.words for _, _, code in found)


def test_refused_rows_come_back_as_spreadsheets(telling: Telling, setting: Setting) -> None:
    for name, expected in EXPECTED.items():
        path = setting.folder / f"refused-{Path(name).stem}.xlsx"
        assert path.name in telling.words
        sheet = openpyxl.load_workbook(path).worksheets[0]
        text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
        assert all(str(row["row"]) in text for row in expected["refused"])


def test_a_photo_that_is_no_photo_is_refused(telling: Telling) -> None:
    [refused] = telling.told.loaded.refused_photos
    assert refused.who.name == "常样假"
    assert refused.words in telling.words


def test_every_result_that_meets_all_conditions_becomes_a_certificate(telling: Telling) -> None:
    issued = sum(review.job.counts["issued"] for review in telling.told.loaded.reviews)
    assert issued == len(telling.told.certificates) == 90
    assert "issued 90" in telling.words


def test_all_six_conditions_are_told_to_those_who_lack_them(telling: Telling) -> None:
    for number in range(1, 7):
        assert f"六.1({number})" in telling.words


def test_a_change_reissues_principals_and_safety_managers_and_marks_trade_05(
    telling: Telling,
) -> None:
    there = telling.told.there
    assert len(there.reissued) == 12
    for before, after in there.reissued:
        assert (before.number, after.number) == (f"{after.number}J", after.number)
        assert before.number in telling.words
    assert len(there.marked) == 11
    assert {each.trade for each in there.marked} == {Trade.VEHICLE_FILLING_STATION}
    assert not there.lifted


def test_the_preview_foretells_what_the_job_does(telling: Telling) -> None:
    for changed in (telling.told.there, telling.told.back):
        effects = changed.carried.preview.effects
        touched = {after.id for _, after in changed.reissued}
        touched |= {each.id for each in (*changed.marked, *changed.lifted)}
        assert {effect.certificate for effect in effects} == touched


def test_the_way_back_lifts_the_marks_and_gives_the_numbers_back(telling: Telling) -> None:
    there, back = telling.told.there, telling.told.back
    assert [after.number for _, after in back.reissued] == [
        before.number for before, _ in there.reissued
    ]
    assert {each.id for each in back.lifted} == {each.id for each in there.marked}
    assert not back.marked


def test_superseded_versions_stay_readable(telling: Telling) -> None:
    told = telling.told
    _, certificate = told.back.reissued[0]
    versions = change.versions_of(told.loaded.staff.decider, certificate)
    assert [version.version for version in versions] == [3, 2, 1]
    assert telling.words.count("superseded") >= 2


def rows_of(url: str) -> Iterator[str]:
    """Everything that stands in a database, row by row as text."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT row_to_json(t)::text FROM "{table}" AS t'))
            yield from rows.scalars()
    engine.dispose()


def test_no_id_number_lies_in_any_database_log_or_word_told(
    telling: Telling, roles: dict[str, Roles], register: Program
) -> None:
    """H10 and I9: certificates, results, events, answers kept for a key, and requests noted."""
    people = json.loads((FOLDER / "people.json").read_text(encoding="utf-8"))
    numbers = re.compile("|".join(each["id_number"] for each in people), re.IGNORECASE)
    log = register.log.read_text(encoding="utf-8")
    assert '"event": "request"' in log
    assert numbers.search(log + telling.words) is None
    for service, url in ((name, each.migrate) for name, each in roles.items()):
        assert not [row for row in rows_of(url) if numbers.search(row)], service


@pytest.mark.usefixtures("telling")
def test_the_story_can_be_told_again(setting: Setting) -> None:
    again = tell(setting).told
    assert not again.loaded.reviews
    assert len(again.certificates) == 90
    assert (len(again.there.reissued), len(again.there.marked)) == (12, 11)
    assert (len(again.back.reissued), len(again.back.lifted)) == (12, 11)


@pytest.mark.usefixtures("telling")
def test_a_complete_register_is_left_as_it_is_at_the_start(setting: Setting) -> None:
    console = Console(file=io.StringIO())
    assert at_start.samples_are_loaded(console, lambda: setting)
    assert isinstance(console.file, io.StringIO)
    assert not console.file.getvalue()


def test_a_register_with_an_administrator_of_its_own_gets_no_samples(
    telling: Telling, setting: Setting
) -> None:
    assert not setting.appoint("somebody", "somebody-else")
    assert telling.told.loaded.staff.administrator.account.username == "sandbox.administrator"


@pytest.mark.parametrize(
    ("name", "value"),
    [("GASCERT_SAMPLE", "0"), ("GASCERT_MODE", "production"), ("REAL_NAME_VERIFIER", "https://a")],
)
def test_samples_are_for_sandboxes_that_want_them(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find() -> Setting:
        raise AssertionError("no register is looked for")

    monkeypatch.setenv(name, value)
    assert not at_start.samples_are_loaded(Console(file=io.StringIO()), find)


@dataclass(frozen=True, kw_only=True)
class Life:
    """The second story, and the words in which it was told."""

    lived: life.Lived
    words: str

    def days_of(self, what: str) -> list[date]:
        """The days on which something of these words happened."""
        return [each.day for each in self.lived.calendar if what in each.what]


@pytest.fixture(scope="module")
def lived(telling: Telling, setting: Setting) -> Life:
    """The second story, told after all of the first: it moves the register's clock by years."""
    loaded = telling.told.loaded
    assert life.is_of_today(setting.stranger)
    console = Console(file=io.StringIO(), width=200)
    firm = loaded.firms[setting.samples.firms[0].key]
    told = life.tell(Terminal(console), setting.stranger, loaded.staff, firm)
    assert isinstance(console.file, io.StringIO)
    return Life(lived=told, words=console.file.getvalue())


def test_a_certificate_lives_two_terms_and_is_followed_by_another(lived: Life) -> None:
    first, second = lived.lived.first, lived.lived.second
    assert (first.status, first.version) == (CertificateStatus.CANCELLED, 2)
    assert second.status is CertificateStatus.VALID
    assert first.number[:9] != second.number[:9]
    issued, issued_again = lived.days_of("签发 issued")
    assert (second.valid_from, issued.year + 5) == (issued_again, first.valid_from.year)
    assert all(each.number in lived.words for each in (first, second))


def test_each_event_of_its_life_falls_on_its_legal_day(lived: Life) -> None:
    deadline = lived.lived.first.ce_deadline
    missed = [deadline - timedelta(days=ahead) for ahead in (90, 60, 30, 7)]
    assert lived.days_of(f"{deadline}截止") == missed
    assert lived.days_of("异常 abnormal") == [deadline + timedelta(days=1)]
    [second_term] = lived.days_of("第二个有效期开始")
    assert second_term == lived.lived.first.valid_from
    [opens] = lived.days_of("证书可以办理延期")
    assert 89 <= (second_term - opens).days <= 92
    [passed] = lived.days_of("通过 passed")
    days = [each.day for each in lived.lived.calendar]
    assert days == sorted(days)
    assert days[0] < passed < opens < second_term


def test_the_samples_are_of_the_past_then(lived: Life, setting: Setting) -> None:
    assert re.search(r"[0-9]{17}[0-9X]", lived.words) is None
    assert not life.is_of_today(setting.stranger)
