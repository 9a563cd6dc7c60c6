"""The field's standard terms, as enumerations whose values are the names on the wire."""

from enum import StrEnum, unique
from typing import Final

from contracts.vocabulary.education import CeRecordStatus as CeRecordStatus
from contracts.vocabulary.education import ReminderKind as ReminderKind
from contracts.vocabulary.training import CoursePurpose as CoursePurpose
from contracts.vocabulary.training import EnrolmentState as EnrolmentState
from contracts.vocabulary.training import ExamState as ExamState
from contracts.vocabulary.training import OccasionStatus as OccasionStatus


@unique
class CertificateKind(StrEnum):
    """The three kinds of certificate (六.1(4)); A, B and C in the number."""

    PRINCIPAL = "principal"
    SAFETY_MANAGER = "safety_manager"
    OPERATOR = "operator"


@unique
class Category(StrEnum):
    """An enterprise's business categories (五), in the order in which a number writes them."""

    PIPELINE = "G"
    BOTTLED = "P"
    VEHICLE = "J"
    OTHER = "Q"


CATEGORY_ORDER: Final = tuple(Category)


def letters_of(categories: "frozenset[Category] | tuple[Category, ...]") -> str:
    """Write a set of categories as a certificate number does: `GJ`, never `JG`."""
    return "".join(category.value for category in CATEGORY_ORDER if category in categories)


@unique
class GasSource(StrEnum):
    """What an enterprise deals in, within one category."""

    NATURAL_GAS = "natural_gas"
    COMPRESSED_NATURAL_GAS = "compressed_natural_gas"
    LIQUEFIED_NATURAL_GAS = "liquefied_natural_gas"
    LIQUEFIED_PETROLEUM_GAS = "liquefied_petroleum_gas"
    MANUFACTURED_GAS = "manufactured_gas"
    OTHER = "other"


@unique
class Trade(StrEnum):
    """An operator's trade (工种)."""

    DISTRIBUTION_STATION = "01"
    LPG_DEPOT = "02"
    CNG_STATION = "03"
    LNG_STORAGE_AND_TRANSPORT = "04"
    VEHICLE_FILLING_STATION = "05"
    PIPE_NETWORK = "06"
    USER_INSTALLATION = "07"
    BOTTLE_DELIVERY = "08"
    OTHER = "99"


@unique
class AbnormalReason(StrEnum):
    """Why a certificate in force cannot be used (异常原因)."""

    TRADE_NOT_PERMITTED = "TRADE_NOT_PERMITTED"
    CE_NOT_COMPLETED = "CE_NOT_COMPLETED"


@unique
class CertificateStatus(StrEnum):
    """What a certificate is on a day; computed on reading from its dates and reasons."""

    VALID = "valid"
    ABNORMAL = "abnormal"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@unique
class VersionStatus(StrEnum):
    """What one printed version of a certificate is on a day."""

    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@unique
class VersionCause(StrEnum):
    """What brought a certificate's version about."""

    ISSUANCE = "issuance"
    CATEGORY_CHANGE = "category_change"
    WORK_UNIT_CHANGE = "work_unit_change"
    ENTERPRISE_NAME_CHANGE = "enterprise_name_change"
    PERSON_NAME_CHANGE = "person_name_change"
    RENEWAL = "renewal"


@unique
class Sex(StrEnum):
    """Sex as digit 17 of the ID number gives it."""

    MALE = "male"
    FEMALE = "female"


@unique
class CaseStatus(StrEnum):
    """Where a case (办件) stands."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@unique
class CategoryCaseKind(StrEnum):
    """The two businesses of section 五."""

    REGISTRATION = "registration"
    CHANGE = "change"


@unique
class CertificateCaseKind(StrEnum):
    """The businesses of section 六 with a certificate in hand.

    Its holder applies for them; for a change of the enterprise's name the enterprise does (K2).
    """

    WORK_UNIT_CHANGE = "work_unit_change"
    ENTERPRISE_NAME_CHANGE = "enterprise_name_change"
    PERSON_NAME_CHANGE = "person_name_change"
    RENEWAL = "renewal"
    CANCELLATION = "cancellation"


@unique
class CertificateCaseStatus(StrEnum):
    """Where a certificate case (办件) stands: whom it waits for, or how it was closed (K2)."""

    WAITING_FOR_EMPLOYER = "waiting_for_employer"
    WAITING_FOR_AUTHORITY = "waiting_for_authority"
    APPROVED = "approved"
    REJECTED = "rejected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


@unique
class CertificateCaseStep(StrEnum):
    """What happened to a certificate case, for its timeline (办件进度)."""

    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REJECTED = "rejected"
    EMPLOYMENT_ENDED = "employment_ended"


@unique
class OfferStatus(StrEnum):
    """Where an offer of employment stands (四)."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@unique
class Side(StrEnum):
    """The two sides of an employment."""

    PERSON = "person"
    ENTERPRISE = "enterprise"


@unique
class DissolutionStatus(StrEnum):
    """Where a dissolution that one side asked for stands (H5)."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@unique
class EmploymentStepKind(StrEnum):
    """What can happen to an offer, and to the employment that it began (四)."""

    OFFERED = "offered"
    CONTRACT_ADDED = "labour_contract_added"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    DISSOLUTION_REQUESTED = "dissolution_requested"
    DISSOLUTION_WITHDRAWN = "dissolution_withdrawn"
    DISSOLUTION_REFUSED = "dissolution_refused"
    DISSOLVED = "dissolved"


@unique
class ResultStatus(StrEnum):
    """Where an exam result stands on its way to a certificate (六.1)."""

    IMPORTED = "imported"
    FAILED = "failed"
    REJECTED = "rejected"
    PENDING = "pending"
    QUALIFIED = "qualified"
    ISSUED = "issued"


@unique
class JobStatus(StrEnum):
    """Where a bulk job stands."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    SUPERSEDED = "superseded"


@unique
class AccountKind(StrEnum):
    """Who an account belongs to."""

    PERSON = "person"
    ENTERPRISE = "enterprise"
    AUTHORITY = "authority"


@unique
class Role(StrEnum):
    """What a member of the authority's staff may do."""

    ADMINISTRATOR = "administrator"
    EXAMINER = "examiner"
    DECIDER = "decider"
    READER = "reader"


@unique
class Province(StrEnum):
    """Provinces by the two digits of their administrative code; 63 is Qinghai."""

    BEIJING = "11"
    TIANJIN = "12"
    HEBEI = "13"
    SHANXI = "14"
    INNER_MONGOLIA = "15"
    LIAONING = "21"
    JILIN = "22"
    HEILONGJIANG = "23"
    SHANGHAI = "31"
    JIANGSU = "32"
    ZHEJIANG = "33"
    ANHUI = "34"
    FUJIAN = "35"
    JIANGXI = "36"
    SHANDONG = "37"
    HENAN = "41"
    HUBEI = "42"
    HUNAN = "43"
    GUANGDONG = "44"
    GUANGXI = "45"
    HAINAN = "46"
    CHONGQING = "50"
    SICHUAN = "51"
    GUIZHOU = "52"
    YUNNAN = "53"
    TIBET = "54"
    SHAANXI = "61"
    GANSU = "62"
    QINGHAI = "63"
    NINGXIA = "64"
    XINJIANG = "65"
