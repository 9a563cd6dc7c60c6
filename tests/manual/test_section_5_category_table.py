"""五、经营类别代码与工种对应关系: the table that decides which trades are permitted (RULES 3)."""

import pytest

from contracts.enterprise import ListCategoryTrades
from tests.makers import World
from tests.manual.staffing import approve


class TestTheTable:
    """燃气企业经营类别代码与“运行、维护和抢修人员”工种对应关系 (RULES 3)."""

    def test_is_told_to_everyone(self, world: World) -> None:
        rows = world.stack.ask(ListCategoryTrades()).items
        told = {
            letter: [row.trade.value for row in rows if row.category.value == letter]
            for letter in "GPJQ"
        }
        assert told == {
            "G": "01 02 03 04 06 07 99".split(),
            "P": "02 07 08 99".split(),
            "J": "02 03 04 05 99".split(),
            "Q": "01 02 03 04 99".split(),
        }

    @pytest.mark.parametrize(
        ("former", "present", "lost"),
        [("GJ", "G", "05"), ("G", "P", "01 03 04 06"), ("P", "J", "07 08"), ("G", "GJ", "")],
    )
    def test_decides_which_trades_a_change_loses(
        self, world: World, former: str, present: str, lost: str
    ) -> None:
        firm = world.an_enterprise()
        before = approve(world, firm.submits(former)).permitted_trades
        after = approve(world, firm.submits(present)).permitted_trades
        assert {trade.value for trade in set(before) - set(after)} == set(lost.split())
