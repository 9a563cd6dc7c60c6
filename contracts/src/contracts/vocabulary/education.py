"""The terms of continuing education and of what each day brings (六.5, 六.6)."""

from enum import StrEnum, unique


@unique
class CeRecordStatus(StrEnum):
    """What a continuing-education record (继续教育合格证明) is good for (K11)."""

    AVAILABLE = "available"
    USED = "used"
    VOID = "void"


@unique
class ReminderKind(StrEnum):
    """What the holder of a certificate is reminded of (D6, 六.6)."""

    CE_DEADLINE = "ce_deadline"
    RENEWAL_OPENS = "renewal_opens"
    EXPIRY = "expiry"
