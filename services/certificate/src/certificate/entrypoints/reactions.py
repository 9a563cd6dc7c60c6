"""What certificate does when others announce something."""

from bus.entrypoints import on
from certificate.application import UseCases
from contracts.enterprise import CategoryChanged


class CategoryReactions:
    """Reactions to enterprise."""

    use: UseCases

    @on(CategoryChanged)
    def categories_changed(self, event: CategoryChanged) -> None:
        """Reissue and mark what the change concerns (五)."""
        self.use.categories.carry_out(event)
