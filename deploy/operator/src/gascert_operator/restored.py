"""After a database was set back: nothing that was given before is given a second time."""

from argparse import Namespace
from uuid import UUID

from contracts.certificate import ListAppliedCategories, SkipNumbers
from contracts.enterprise import KeepCategoryVersions, KnownCategoryVersion
from contracts.message import to_wire
from gascert_operator.asks import Register
from gascert_operator.screen import Exit, Screen, table


def certificate(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Let this year's numbers jump beyond all that may have been given."""
    skipped = register.ask(SkipNumbers(margin=given.margin, seen=tuple(given.seen))).items
    made = table("Numbers that are never given", ("kind", "#year", "#first", "#last"))
    for each in skipped:
        made.add_row(each.kind.value, str(each.year), str(each.first), str(each.last))
    screen.answer([to_wire(each) for each in skipped], made)
    return Exit.WELL


def enterprise(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Have enterprise give no category version again that certificate has carried out.

    Shows the enterprises of which a decision was lost: the authority must take it again.
    """
    behind: list[UUID] = []
    for page in register.pages(lambda cursor: ListAppliedCategories(cursor=cursor)):
        known = tuple(
            KnownCategoryVersion(enterprise=each.enterprise, category_version=each.category_version)
            for each in page.items
        )
        behind += register.ask(KeepCategoryVersions(known=known)).behind
    made = table("Enterprises whose decision was lost", ("enterprise",))
    for each in behind:
        made.add_row(str(each))
    screen.answer([str(each) for each in behind], made)
    return Exit.FOUND if behind else Exit.WELL
