"""二.4(1) 个人信息, 二.4(4) 我的履历, 二.2 职称证书录入、学历证书录入、学位信息录入."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from contracts.errors import GasCertError, InvalidMessage, NotAllowed, NotFound, Refused
from contracts.identity import (
    AddCredential,
    AddWorkHistoryEntry,
    ChangeCredential,
    ChangeWorkHistoryEntry,
    CredentialKind,
    CredentialLevel,
    GetProfile,
    ListCredentials,
    ListWorkHistory,
    RemoveCredential,
    RemoveWorkHistoryEntry,
    SaveProfile,
    WorkHistoryEntry,
)
from contracts.principal import Principal
from tests.makers import World
from tests.manual.staffing import Worker, a_worker

MOST = 100


@pytest.fixture
def worker(world: World) -> Worker:
    return a_worker(world)


def a_stay(world: World, by: Principal, **differs: Any) -> WorkHistoryEntry:
    said: dict[str, Any] = {
        "employer": "青海示例燃气有限公司",
        "position": "安全员",
        "started_on": world.today - timedelta(days=400),
        **differs,
    }
    return world.stack.ask(AddWorkHistoryEntry(**said), by=by)


def refused(world: World, call: Any, by: Principal) -> GasCertError:
    with pytest.raises(GasCertError) as refusal:
        world.stack.ask(call, by=by)
    return refusal.value


class TestParticulars:
    """点击个人信息栏，可以查看和完善每项信息."""

    def test_are_empty_at_first_and_completed_step_by_step(
        self, world: World, worker: Worker
    ) -> None:
        ask = partial(world.stack.ask, by=worker.account)
        empty = ask(GetProfile())
        assert (empty.version, empty.phone, len(empty.missing)) == (0, None, 5)
        saved = ask(SaveProfile(version=0, phone="139 0971 0000"))
        assert (saved.version, saved.phone, saved.email) == (1, "13909710000", None)
        complete = SaveProfile(
            version=1,
            phone="13909710000",
            email="somebody@example.cn",
            address="西宁市示例路1号",
            contact_name="示例·家人",
            contact_phone="0971-5550000",
        )
        assert ask(complete).missing == ()
        assert ask(GetProfile()).version == 2

    def test_are_not_overwritten_on_a_stale_view(self, world: World, worker: Worker) -> None:
        world.stack.ask(SaveProfile(version=0, phone="13909710000"), by=worker.account)
        error = refused(world, SaveProfile(version=0, phone="13909710001"), worker.account)
        assert isinstance(error, Refused)
        assert (error.code, error.facts) == ("STALE_VIEW", {"version": 1})
        assert world.stack.ask(GetProfile(), by=worker.account).phone == "13909710000"

    def test_are_refused_with_every_fault(self, world: World, worker: Worker) -> None:
        error = refused(
            world, SaveProfile(version=0, phone="1", email="x", address="y"), worker.account
        )
        assert isinstance(error, InvalidMessage)
        assert {fault.path for fault in error.faults} == {"phone", "email", "address"}

    def test_are_nobody_else_s(self, world: World, worker: Worker) -> None:
        world.stack.ask(SaveProfile(version=0, phone="13909710000"), by=worker.account)
        assert world.stack.ask(GetProfile(), by=a_worker(world).account).phone is None
        for other in (world.staff, world.an_enterprise().account):
            assert isinstance(refused(world, GetProfile(), other), NotAllowed)
        unverified = a_worker(world, is_verified=False).account
        assert isinstance(refused(world, GetProfile(), unverified), NotAllowed)


class TestWorkHistory:
    """点击“我的履历”，可以查看、添加、修改和删除我的履历."""

    def test_is_added_to_seen_changed_and_removed(self, world: World, worker: Worker) -> None:
        ask = partial(world.stack.ask, by=worker.account)
        older = a_stay(world, worker.account, started_on=world.today - timedelta(days=900))
        newer = a_stay(world, worker.account, position=" 运行工 ")
        assert newer.position == "运行工"
        assert ask(ListWorkHistory()).items == (newer, older)
        ended = ask(
            ChangeWorkHistoryEntry(
                entry=older.id,
                version=older.version,
                employer=older.employer,
                position="站长",
                started_on=older.started_on,
                ended_on=world.today,
            )
        )
        assert (ended.version, ended.position, ended.ended_on) == (2, "站长", world.today)
        ask(RemoveWorkHistoryEntry(entry=newer.id))
        assert ask(ListWorkHistory()).items == (ended,)

    def test_a_change_on_a_stale_view_or_with_faults_changes_nothing(
        self, world: World, worker: Worker
    ) -> None:
        entry = a_stay(world, worker.account)
        said: dict[str, Any] = {"entry": entry.id, "employer": " ", "position": "站长"}
        future = world.today + timedelta(days=1)
        wrong = ChangeWorkHistoryEntry(version=1, started_on=future, **said)
        error = refused(world, wrong, worker.account)
        assert isinstance(error, InvalidMessage)
        assert {fault.path for fault in error.faults} == {"employer", "started_on"}
        stale = ChangeWorkHistoryEntry(version=7, started_on=world.today, **said)
        assert refused(world, stale, worker.account).code == "STALE_VIEW"
        assert world.stack.ask(ListWorkHistory(), by=worker.account).items == (entry,)

    def test_is_read_by_the_staff_and_by_no_other_person(
        self, world: World, worker: Worker
    ) -> None:
        entry, person = a_stay(world, worker.account), worker.account.person
        assert world.stack.ask(ListWorkHistory(person=person), by=world.staff).items == (entry,)
        other = a_worker(world).account
        change = ChangeWorkHistoryEntry(
            entry=entry.id, version=1, employer="甲", position="乙", started_on=world.today
        )
        for call in (
            ListWorkHistory(person=person),
            change,
            RemoveWorkHistoryEntry(entry=entry.id),
        ):
            assert isinstance(refused(world, call, other), NotFound)
        for call in (change, RemoveWorkHistoryEntry(entry=entry.id)):
            assert isinstance(refused(world, call, world.staff), NotAllowed)
        assert isinstance(refused(world, ListWorkHistory(), world.staff), NotFound)

    def test_ends_at_a_hundred_entries(self, world: World, worker: Worker) -> None:
        for _ in range(MOST):
            a_stay(world, worker.account)
        with pytest.raises(Refused) as refusal:
            a_stay(world, worker.account)
        assert refusal.value.code == "TOO_MANY_ENTRIES"


class TestCredentials:
    """职称证书录入、学历证书录入和学位信息录入."""

    def entered(self, world: World, by: Principal, **differs: Any) -> Any:
        said: dict[str, Any] = {
            "kind": CredentialKind.EDUCATION,
            "level": CredentialLevel.JUNIOR_COLLEGE,
            "institution": "青海示例职业学院",
            "awarded_on": world.today - timedelta(days=3000),
            **differs,
        }
        return world.stack.ask(AddCredential(**said), by=by)

    def test_are_entered_seen_by_kind_changed_and_removed(
        self, world: World, worker: Worker
    ) -> None:
        ask = partial(world.stack.ask, by=worker.account)
        education = self.entered(world, worker.account, number="106321201205001234")
        title = self.entered(
            world,
            worker.account,
            kind=CredentialKind.TITLE,
            level=CredentialLevel.INTERMEDIATE,
            awarded_on=world.today,
        )
        assert ask(ListCredentials()).items == (title, education)
        assert ask(ListCredentials(kind=CredentialKind.EDUCATION)).items == (education,)
        changed = ask(
            ChangeCredential(
                credential=title.id,
                version=1,
                level=CredentialLevel.SENIOR,
                institution="青海省示例厅",
                awarded_on=world.today,
            )
        )
        assert (changed.kind, changed.level) == (CredentialKind.TITLE, CredentialLevel.SENIOR)
        ask(RemoveCredential(credential=education.id))
        assert ask(ListCredentials()).items == (changed,)
        assert world.stack.ask(
            ListCredentials(person=worker.account.person), by=world.staff
        ).items == (changed,)

    def test_are_refused_with_every_fault_and_hold_no_id_number(
        self, world: World, worker: Worker
    ) -> None:
        with pytest.raises(InvalidMessage) as refusal:
            self.entered(
                world,
                worker.account,
                level=CredentialLevel.DOCTOR,
                institution=" ",
                awarded_on=world.today + timedelta(days=1),
                number=worker.id_number,
            )
        assert [fault.path for fault in refusal.value.faults] == [
            *("level", "institution", "awarded_on", "number")
        ]
        assert worker.id_number not in str(refusal.value.faults)
        # Whose number another's is, and whether it is known at all, is told to nobody.
        self.entered(world, worker.account, number=a_worker(world).id_number)

    def test_are_one_s_own(self, world: World, worker: Worker) -> None:
        entry, other = self.entered(world, worker.account), a_worker(world).account
        change = ChangeCredential(
            credential=entry.id,
            version=1,
            level=entry.level,
            institution="甲",
            awarded_on=world.today,
        )
        for call in (
            ListCredentials(person=worker.account.person),
            change,
            RemoveCredential(credential=entry.id),
            RemoveCredential(credential=uuid4()),
        ):
            assert isinstance(refused(world, call, other), NotFound)
