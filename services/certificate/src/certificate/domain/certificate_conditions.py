"""The conditions of section 六 that look at a certificate in hand, as total predicates."""

from collections.abc import Mapping

from certificate.domain.checklist import Fact, Mender, Remedy, condition
from certificate.domain.facts import Case
from certificate.domain.holding import (
    obstacles_to_holding,
    places_are_free_from,
    what_forbids_holding,
)
from contracts.vocabulary import AbnormalReason

NOT_COMPLETED = AbnormalReason.CE_NOT_COMPLETED


def _employer(case: Case) -> Mapping[str, Fact]:
    return {
        "employer": str(case.employer.enterprise) if case.employer else None,
        "is_home_province": case.employer.is_home_province if case.employer else None,
    }


def _validity(case: Case) -> Mapping[str, Fact]:
    valid_to = case.certificate.valid_to.isoformat() if case.certificate else None
    return {"on": case.on.isoformat(), "valid_to": valid_to}


def _province(case: Case) -> Mapping[str, Fact]:
    return {"certificate_is_local": bool(case.certificate and case.certificate.is_home_province)}


def _units(case: Case) -> Mapping[str, Fact]:
    return {
        "employer": str(case.employer.enterprise) if case.employer else None,
        "unit": str(case.certificate.enterprise) if case.certificate else None,
    }


def _reasons(case: Case) -> Mapping[str, Fact]:
    reasons = sorted(case.certificate.reasons) if case.certificate else ()
    return {"reasons": tuple(reason.value for reason in reasons)}


def _obstacles(case: Case) -> Mapping[str, Fact]:
    found = obstacles_to_holding(case.holder.held, case.wanted)
    return {
        "conflicts": tuple(
            conflict.value for conflict in what_forbids_holding(case.holder.held, case.wanted)
        ),
        "certificates": tuple(str(obstacle.held.certificate) for obstacle in found),
    }


@condition(
    "是否有聘用关系，且聘用单位是本省企业",
    facts=_employer,
    remedy=Remedy(
        who=(Mender.ENTERPRISE, Mender.PERSON),
        zh="本省企业发起聘用，本人在小程序上同意",
        en="An enterprise of this province offers employment and the person accepts it",
    ),
)
def holder_has_a_local_employer(case: Case) -> bool:
    """六.2(2), 六.4(2), K10."""
    return case.employer is not None and case.employer.is_home_province


@condition(
    "当前证书是否在办理其他业务",
    facts=lambda case: {"has_open_case": bool(case.certificate and case.certificate.has_open_case)},
    remedy=Remedy(
        who=(Mender.PERSON, Mender.AUTHORITY),
        zh="待在办业务办结，或本人撤回在办业务",
        en="The other case is closed, or the person withdraws it",
    ),
)
def certificate_is_free(case: Case) -> bool:
    """六.2(3), 六.4(3), 六.7(1), K1."""
    return case.certificate is not None and not case.certificate.has_open_case


@condition(
    "当前证书是否在有效期内",
    facts=_validity,
    remedy=Remedy(
        who=(),
        zh="证书已过有效期，不能办理；可重新考核取得新的证书",
        en="Nobody can; an expired certificate is replaced by passing the exam again",
    ),
)
def certificate_is_in_force(case: Case) -> bool:
    """六.2(4), 六.4(4): dates only, reasons do not matter; the last day still counts (K4)."""
    return case.certificate is not None and case.on <= case.certificate.valid_to


@condition(
    "是否是本省证书",
    facts=_province,
    remedy=Remedy(
        who=(),
        zh="外省证书请向发证省份的主管部门申请",
        en="Nobody here can; another province's certificate is that province's business",
    ),
)
def certificate_is_local(case: Case) -> bool:
    """六.2(6), 六.4(6), K10."""
    return case.certificate is not None and case.certificate.is_home_province


@condition(
    "是否是本省证书，且聘用单位是本省企业",
    facts=lambda case: {**_province(case), **_employer(case)},
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="外省证书请向发证省份的主管部门申请；受聘于外省企业的，先解除聘用关系",
        en="Another province's certificate is that province's business; an employment by an"
        " enterprise of another province is dissolved first",
    ),
)
def certificate_and_employer_are_local(case: Case) -> bool:
    """六.7(2); the employer counts only where there is one (K5)."""
    employer_is_local = case.employer is None or case.employer.is_home_province
    return certificate_is_local(case) and employer_is_local


@condition(
    "证书未注销",
    rule="K5",
    facts=lambda case: {"is_cancelled": bool(case.certificate and case.certificate.is_cancelled)},
    remedy=Remedy(
        who=(),
        zh="证书已注销，不能办理",
        en="Nobody can; the certificate has been cancelled",
    ),
)
def certificate_is_not_cancelled(case: Case) -> bool:
    """What has been cancelled stays so, and cannot be cancelled again."""
    return case.certificate is not None and not case.certificate.is_cancelled


@condition(
    "证书未因未按规定时间完成继续教育被标记为异常",
    rule="六.5",
    facts=_reasons,
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="只能办理证书注销后重新考取新的证书",
        en="The certificate can only be cancelled and a new one be earned",
    ),
)
def continuing_education_was_completed(case: Case) -> bool:
    """六.5, K4: with this mark only cancellation is possible."""
    return case.certificate is not None and NOT_COMPLETED not in case.certificate.reasons


@condition(
    "当前聘用单位与证书上所在单位不一致",
    rule="K13",
    facts=_units,
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="聘用单位就是证书上所在单位的，无须变更",
        en="Nothing is to be changed where the employer is the unit on the certificate",
    ),
)
def employer_is_another_unit(case: Case) -> bool:
    """六.2, K13; without an employer only 六.2(2) is unmet."""
    if case.certificate is None or case.employer is None:
        return True
    return case.employer.enterprise != case.certificate.enterprise


@condition(
    "证书类型限制",
    rule="H1",
    facts=_obstacles,
    earliest=lambda case: places_are_free_from(case.holder.held, case.wanted),
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="注销不能同时拥有的证书，或待其到期",
        en="The person has the certificates in the way cancelled, or waits until they expire",
    ),
)
def certificate_may_be_held_there(case: Case) -> bool:
    """H1 as it will be at the new unit; without an employer only 六.2(2) is unmet."""
    return case.employer is None or not what_forbids_holding(case.holder.held, case.wanted)


@condition(
    "实名认证的姓名与证书上的姓名不一致",
    rule="六.4",
    facts=lambda case: {"names_holder": bool(case.certificate and case.certificate.names_holder)},
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="本人在【实名制信息】中以新姓名重新实名认证",
        en="The person proves the new name by verifying the real name again",
    ),
)
def holder_has_been_renamed(case: Case) -> bool:
    """六.4: the case follows on a new verification, with the same ID number."""
    return case.certificate is not None and not case.certificate.names_holder


def _unit_names(case: Case) -> Mapping[str, Fact]:
    renaming = case.certificate.renaming if case.certificate else None
    return {
        "printed_name": renaming.printed_name if renaming else None,
        "registered_name": renaming.registered_name if renaming else None,
    }


@condition(
    "证书所在单位登记的名称与证书上的名称不一致",
    rule="六.3",
    facts=_unit_names,
    remedy=Remedy(
        who=(),
        zh="证书上已是该企业登记的名称，或证书已不属于该企业，无须变更",
        en="Nothing is to be changed: the certificate shows the name, or names another enterprise",
    ),
)
def unit_has_been_renamed(case: Case) -> bool:
    """六.3: the code is the same, and the name another one."""
    renaming = case.certificate.renaming if case.certificate else None
    return renaming is not None and not renaming.names_agree
