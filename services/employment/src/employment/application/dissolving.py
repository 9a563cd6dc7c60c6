"""Dissolving an employment: one side asks, the other confirms or refuses (二.4(2), H5)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contracts import employment as told
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vocabulary import DissolutionStatus, EmploymentStepKind
from employment.application import refusals
from employment.application.announcing import tell_dissolution
from employment.application.authorisation import side_of
from employment.application.ports import Clock, Records, Register, Transactions
from employment.application.views import dissolution_view, employment_view
from employment.domain.dissolutions import (
    Dissolution,
    DissolutionObstacle,
    Request,
    dissolution_of,
    obstacles_to_answer,
    obstacles_to_request,
    obstacles_to_withdrawal,
    settled,
)
from employment.domain.employments import Employment, ended
from employment.domain.steps import Step

SHORTEST_REASON: Final = 2
STEPS: Final = {
    DissolutionStatus.OPEN: EmploymentStepKind.DISSOLUTION_REQUESTED,
    DissolutionStatus.CONFIRMED: EmploymentStepKind.DISSOLVED,
    DissolutionStatus.REFUSED: EmploymentStepKind.DISSOLUTION_REFUSED,
    DissolutionStatus.WITHDRAWN: EmploymentStepKind.DISSOLUTION_WITHDRAWN,
}


@dataclass(frozen=True, kw_only=True)
class Dissolving:
    """What both sides do to end an employment."""

    clock: Clock
    register: Register
    transactions: Transactions
    new_id: Callable[[], UUID]

    def request(self, call: told.RequestDissolution, by: Principal) -> told.Dissolution:
        """Ask for a dissolution; one at a time, whichever side asked first."""
        now, reason = self.clock.now(), (call.reason or "").strip() or None
        with self.transactions() as records:
            employment = self._locked(records, call.employment)
            request = Request(side=side_of(by, employment), at=now, reason=reason)
            _refuse_request(employment, call.version, records.open_dissolution(employment.id))
            made = dissolution_of(employment, request, dissolution=self.new_id())
            records.add_dissolution(made)
            records.add_step(employment.offer, _step_of(made, by))
            tell_dissolution(records, made)
        return dissolution_view(made)

    def withdraw(self, call: told.WithdrawDissolution, by: Principal) -> told.Dissolution:
        """Take back one's own request; the employment goes on."""
        with self.transactions() as records:
            employment, found = self._locked_dissolution(records, call.dissolution)
            _refuse(found, obstacles_to_withdrawal(found, side_of(by, employment)))
            found = settled(found, DissolutionStatus.WITHDRAWN, self.clock.now())
            records.save_dissolution(found)
            records.add_step(employment.offer, _step_of(found, by))
            tell_dissolution(records, found)
        return dissolution_view(found)

    def confirm(self, call: told.ConfirmDissolution, by: Principal) -> told.Employment:
        """Confirm the other side's request: the employment ends on this legal day."""
        with self.transactions() as records:
            employment, found = self._locked_dissolution(records, call.dissolution)
            _refuse(found, obstacles_to_answer(found, side_of(by, employment), call.version))
            found = settled(found, DissolutionStatus.CONFIRMED, self.clock.now())
            employment = ended(employment, self.clock.today())
            records.save_dissolution(found)
            records.save_employment(employment)
            records.add_step(employment.offer, _step_of(found, by))
            tell_dissolution(records, found)
            records.announce(
                told.EmploymentEnded(
                    employment=employment.id,
                    person=employment.person,
                    enterprise=employment.enterprise,
                    version=employment.version,
                )
            )
        return employment_view(employment)

    def refuse(self, call: told.RefuseDissolution, by: Principal) -> told.Dissolution:
        """Refuse the other side's request with a reason; the employment goes on."""
        reason = call.reason.strip()
        if len(reason) < SHORTEST_REASON:
            refusals.refuse_faults("reason", ("REASON_EMPTY",))
        with self.transactions() as records:
            employment, found = self._locked_dissolution(records, call.dissolution)
            _refuse(found, obstacles_to_answer(found, side_of(by, employment), call.version))
            found = settled(found, DissolutionStatus.REFUSED, self.clock.now(), reason)
            records.save_dissolution(found)
            records.add_step(employment.offer, _step_of(found, by))
            tell_dissolution(records, found)
        return dissolution_view(found)

    def _locked(self, records: Records, employment: UUID) -> Employment:
        """Lock the offer that began an employment, and read the employment after."""
        unlocked = self.register.employment(employment)
        if unlocked is None:
            raise NotFound
        records.locked_offer(unlocked.offer)
        locked = records.employment_by(unlocked.offer)
        if locked is None:
            raise NotFound
        return locked

    def _locked_dissolution(
        self, records: Records, dissolution: UUID
    ) -> tuple[Employment, Dissolution]:
        """Lock an employment, and read its dissolution after."""
        unlocked = self.register.dissolution(dissolution)
        if unlocked is None:
            raise NotFound
        employment = self._locked(records, unlocked.employment)
        locked = records.dissolution(dissolution)
        if locked is None:
            raise NotFound
        return employment, locked


def _refuse_request(employment: Employment, seen_version: int, waiting: Dissolution | None) -> None:
    """Refuse with everything; one that waits is named, so that it can be answered instead."""
    obstacles = obstacles_to_request(
        employment, seen_version, has_open_dissolution=waiting is not None
    )
    facts: dict[str, object] = {"version": employment.version}
    if waiting is not None:
        facts |= {"dissolution": waiting.id, "requested_by": waiting.requested_by.value}
    refusals.refuse_for_any(obstacles, **facts)


def _refuse(dissolution: Dissolution, obstacles: tuple[DissolutionObstacle, ...]) -> None:
    refusals.refuse_for_any(obstacles, status=dissolution.status.value, version=dissolution.version)


def _step_of(dissolution: Dissolution, by: Principal) -> Step:
    """Tell where a dissolution has come to, as a step of its employment."""
    return Step(
        at=dissolution.closed_at or dissolution.requested_at,
        by=by.subject,
        step=STEPS[dissolution.status],
        reason=dissolution.answer if dissolution.closed_at else dissolution.reason,
    )
