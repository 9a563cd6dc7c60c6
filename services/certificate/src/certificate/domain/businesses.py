"""The businesses of section 六 and their checklists: one table for checking and for doing."""

from collections.abc import Mapping
from typing import Final

from certificate.domain.certificate_conditions import (
    certificate_and_employer_are_local,
    certificate_is_free,
    certificate_is_in_force,
    certificate_is_local,
    certificate_is_not_cancelled,
    certificate_may_be_held_there,
    continuing_education_was_completed,
    employer_is_another_unit,
    holder_has_a_local_employer,
    holder_has_been_renamed,
    unit_has_been_renamed,
)
from certificate.domain.checklist import Checklist, Fact
from certificate.domain.conditions import (
    age_is_within_limits,
    certificate_may_be_held,
    employer_has_registered_categories,
    employer_is_local,
    employer_permits_the_trade,
    holder_has_an_employer,
    person_is_verified,
    photo_is_uploaded,
)
from certificate.domain.facts import Case
from certificate.domain.renewal_conditions import (
    age_allows_the_next_term,
    categories_agree,
    employer_is_the_unit,
    second_ce_record_is_there,
    unit_names_agree,
    window_is_open,
)
from contracts.vocabulary import CertificateCaseKind

AGE_LIMITS: Final = "年龄限制（满 18 周岁，且男性不超过 60 周岁，女性不超过 55 周岁）"

ISSUANCE: Final = Checklist(
    "新发证",
    (
        person_is_verified,
        photo_is_uploaded,
        holder_has_an_employer,
        certificate_may_be_held,
        age_is_within_limits,
        employer_has_registered_categories,
    ),
    section="六.1",
    also=(employer_permits_the_trade, employer_is_local),
)

WORK_UNIT_CHANGE: Final = Checklist(
    "工作单位变更",
    (
        photo_is_uploaded.worded("是否上传证件照"),
        holder_has_a_local_employer,
        certificate_is_free,
        certificate_is_in_force,
        age_is_within_limits.worded(AGE_LIMITS),
        certificate_is_local,
        employer_has_registered_categories.worded("聘用企业是否完成经营类别登记"),
    ),
    section="六.2",
    also=(
        certificate_is_not_cancelled,
        continuing_education_was_completed,
        employer_is_another_unit,
        employer_permits_the_trade,
        certificate_may_be_held_there,
    ),
)


def _whether_employed_there(case: Case) -> Mapping[str, Fact]:
    """The enterprise that asks is not told where else somebody works."""
    return {
        "unit": str(case.certificate.enterprise) if case.certificate else None,
        "is_employer": employer_is_the_unit(case),
    }


ENTERPRISE_NAME_CHANGE: Final = Checklist(
    "企业名称变更",
    (
        photo_is_uploaded.worded("是否上传证件照"),
        certificate_is_free,
        certificate_is_in_force,
        age_is_within_limits.worded(AGE_LIMITS),
        employer_is_the_unit.worded(
            "是否有聘用单位且当前聘用单位和证书所在单位是同一家单位"
        ).telling(_whether_employed_there),
        certificate_is_local,
    ),
    section="六.3",
    also=(
        certificate_is_not_cancelled,
        continuing_education_was_completed,
        unit_has_been_renamed,
    ),
)

PERSON_NAME_CHANGE: Final = Checklist(
    "姓名变更",
    (
        photo_is_uploaded.worded("是否上传证件照"),
        holder_has_a_local_employer,
        certificate_is_free,
        certificate_is_in_force,
        age_is_within_limits.worded(AGE_LIMITS),
        certificate_is_local,
    ),
    section="六.4",
    also=(
        certificate_is_not_cancelled,
        continuing_education_was_completed,
        holder_has_been_renamed,
    ),
)

RENEWAL: Final = Checklist(
    "证书延期",
    (
        photo_is_uploaded.worded("是否上传证件照"),
        employer_is_the_unit,
        certificate_is_free,
        window_is_open,
        second_ce_record_is_there,
        certificate_and_employer_are_local,
        age_allows_the_next_term,
        unit_names_agree,
        categories_agree,
    ),
    section="六.6",
    also=(certificate_is_not_cancelled, continuing_education_was_completed),
)

CANCELLATION: Final = Checklist(
    "证书注销",
    (certificate_is_free, certificate_and_employer_are_local),
    section="六.7",
    also=(certificate_is_not_cancelled,),
)

CHECKLISTS: Final[Mapping[CertificateCaseKind, Checklist]] = {
    CertificateCaseKind.WORK_UNIT_CHANGE: WORK_UNIT_CHANGE,
    CertificateCaseKind.ENTERPRISE_NAME_CHANGE: ENTERPRISE_NAME_CHANGE,
    CertificateCaseKind.PERSON_NAME_CHANGE: PERSON_NAME_CHANGE,
    CertificateCaseKind.RENEWAL: RENEWAL,
    CertificateCaseKind.CANCELLATION: CANCELLATION,
}
