"""The use cases for those who run the register."""

from dataclasses import dataclass

from certificate.application.comparing import Comparing
from certificate.application.numbering import Numbering


@dataclass(frozen=True, kw_only=True)
class OperationUseCases:
    """Everything about running the register, one field a business."""

    comparing: Comparing
    numbering: Numbering
