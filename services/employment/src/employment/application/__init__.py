"""The use cases of employment: what can be asked of it."""

from dataclasses import dataclass

from employment.application.answering import Answering
from employment.application.dissolving import Dissolving
from employment.application.histories import Histories
from employment.application.labour_contracts import LabourContracts
from employment.application.lists import Lists
from employment.application.offering import Offering


@dataclass(frozen=True, kw_only=True)
class UseCases:
    """Everything the service does, one field a business."""

    offering: Offering
    answering: Answering
    labour_contracts: LabourContracts
    dissolving: Dissolving
    histories: Histories
    lists: Lists
