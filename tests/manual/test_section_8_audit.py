"""Every change is traceable: what one approval led to stands in the trails, in one connection."""

from contracts.audit import AuditRow, ListAuditTrail
from tests.makers import World
from tests.manual.changes import staffed
from tests.operators import OPERATOR


def trail_of(world: World, service: str, **wanted: str) -> tuple[AuditRow, ...]:
    call = ListAuditTrail(service=service, size=200, **wanted)  # type: ignore[arg-type]  # texts
    return world.stack.ask(call, by=OPERATOR).items


def test_a_category_change_is_followed_from_its_approval_to_the_last_chunk(world: World) -> None:
    staff = staffed(world)
    staff.firm.changes_to("G")
    world.stack.settle()
    approval = next(
        row for row in trail_of(world, "enterprise") if row.name == "approve_category_case"
    )
    followed = trail_of(world, "certificate", correlation=approval.correlation_id)
    assert {(row.kind, row.name) for row in followed} >= {
        ("event", "enterprise.category_changed"),
        ("job", "category_change"),
    }
    chunk = next(row for row in followed if "counts" in row.details)
    assert chunk.details["items"] == len(staff.everyone)
    assert approval.subject == world.staff.subject
    assert {row.subject for row in followed} == {world.staff.subject}
