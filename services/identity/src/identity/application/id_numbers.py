"""ID numbers in full: told with a right and a reason, and never without a trace."""

import re
from dataclasses import dataclass
from typing import Final

from contracts import identity as told
from contracts.errors import Fault, InvalidMessage, NotFound
from identity.application.register import Transactions

LOOKS_LIKE_ONE: Final = re.compile(r"\d{15}")


@dataclass(frozen=True, kw_only=True)
class IdNumbers:
    """Shows ID numbers; the trace is committed before the number is told."""

    at_once: Transactions

    def show(self, call: told.ShowIdNumber) -> told.ShownIdNumber:
        """Give a person's ID number; raises `NotFound`."""
        if LOOKS_LIKE_ONE.search(call.reason):
            fault = Fault(path="reason", reason="must not hold an ID number")
            raise InvalidMessage(faults=(fault,))
        with self.at_once() as records:
            number = records.id_number_of(call.person)
            if number is None:
                raise NotFound
        return told.ShownIdNumber(person=call.person, id_number=number)
