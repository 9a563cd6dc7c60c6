"""Every condition of section 六 that a checklist uses, as one total predicate each."""

from collections.abc import Mapping
from datetime import date

from certificate.domain.checklist import Fact, Mender, Remedy, condition
from certificate.domain.facts import Case
from certificate.domain.holding import (
    obstacles_to_holding,
    places_are_free_from,
    what_forbids_holding,
)
from contracts.vocabulary import letters_of


def _employer(case: Case) -> Mapping[str, Fact]:
    return {"employer": str(case.employer.enterprise) if case.employer else None}


def _employer_province(case: Case) -> Mapping[str, Fact]:
    local = case.employer.is_home_province if case.employer else None
    return {**_employer(case), "is_home_province": local}


def _employer_categories(case: Case) -> Mapping[str, Fact]:
    letters = letters_of(case.employer.categories) if case.employer else None
    return {**_employer(case), "categories": letters}


def _employer_trades(case: Case) -> Mapping[str, Fact]:
    trades = sorted(case.employer.permitted_trades) if case.employer else ()
    return {
        **_employer(case),
        "trade": case.wanted.trade.value if case.wanted.trade else None,
        "permitted_trades": tuple(trade.value for trade in trades),
    }


def _obstacles(case: Case) -> Mapping[str, Fact]:
    found = obstacles_to_holding(case.holder.held, case.wanted)
    return {
        "wanted": case.wanted.kind.value,
        "conflicts": tuple(
            conflict.value for conflict in what_forbids_holding(case.holder.held, case.wanted)
        ),
        "certificates": tuple(str(obstacle.held.certificate) for obstacle in found),
    }


def _age(case: Case) -> Mapping[str, Fact]:
    return {
        "on": case.on.isoformat(),
        "is_adult": case.holder.adult_on <= case.on,
        "is_below_age_limit": case.on < case.holder.age_limit_on,
    }


def _adult_on(case: Case) -> date | None:
    is_possible = case.on < case.holder.adult_on < case.holder.age_limit_on
    return case.holder.adult_on if is_possible else None


@condition(
    "人员完成小程序实名制认证",
    facts=lambda case: {"is_verified": case.holder.is_verified},
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="本人登录小程序，填写身份证信息并完成实名认证",
        en="The person logs in and completes the real-name verification",
    ),
)
def person_is_verified(case: Case) -> bool:
    """六.1(1)."""
    return case.holder.is_verified


@condition(
    "人员完成上传证件照",
    facts=lambda case: {"has_id_photo": case.holder.has_id_photo},
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="本人上传证件照",
        en="The person uploads an ID photo",
    ),
)
def photo_is_uploaded(case: Case) -> bool:
    """六.1(2)."""
    return case.holder.has_id_photo


@condition(
    "拥有聘用单位",
    facts=_employer,
    remedy=Remedy(
        who=(Mender.ENTERPRISE, Mender.PERSON),
        zh="企业发起聘用，本人在小程序上同意",
        en="An enterprise offers employment and the person accepts it",
    ),
)
def holder_has_an_employer(case: Case) -> bool:
    """六.1(3), with H4 for principals."""
    return case.employer is not None


@condition(
    "证书类型限制（企业主要人员证书不能和其他任意一类证书同时拥有，除法人外其他人员只能拥有一本"
    "企业主要人员证书，身为多家企业的法人可以拥有多本不同企业的主要负责人证书，安全管理人员证书"
    "一人只能拥有一本，运行、维护和抢修人员证书一人只能拥有一本，安全管理人员证书可以与运行、"
    "维护和抢修人员证书的其中一本同时拥有。）",
    facts=_obstacles,
    earliest=lambda case: places_are_free_from(case.holder.held, case.wanted),
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="注销不能同时拥有的证书，或待其到期",
        en="The person has the certificates in the way cancelled, or waits until they expire",
    ),
)
def certificate_may_be_held(case: Case) -> bool:
    """六.1(4), H1."""
    return not what_forbids_holding(case.holder.held, case.wanted)


@condition(
    "年龄限制（满18周岁，且男性不超过60周岁，女性不超过55周岁）",
    facts=_age,
    earliest=_adult_on,
    remedy=Remedy(
        who=(),
        zh="未满18周岁的，待年满18周岁；已达年龄上限的，不能办理",
        en="Nobody can; one who is too young waits for the 18th birthday",
    ),
)
def age_is_within_limits(case: Case) -> bool:
    """六.1(5), D4."""
    return case.holder.adult_on <= case.on < case.holder.age_limit_on


@condition(
    "聘用企业完成经营类别登记",
    facts=_employer_categories,
    remedy=Remedy(
        who=(Mender.ENTERPRISE, Mender.AUTHORITY),
        zh="聘用企业发起经营类别登记，主管部门审核通过",
        en="The employer registers its categories and the authority approves them",
    ),
)
def employer_has_registered_categories(case: Case) -> bool:
    """六.1(6), C1."""
    return case.employer is not None and bool(case.employer.categories)


@condition(
    "聘用企业的经营类别允许从业该工种",
    rule="H7",
    facts=_employer_trades,
    remedy=Remedy(
        who=(Mender.ENTERPRISE, Mender.PERSON),
        zh="聘用企业变更经营类别，或本人受聘于允许该工种的企业",
        en="The employer changes its categories, or the person moves to one that permits the trade",
    ),
)
def employer_permits_the_trade(case: Case) -> bool:
    """H7; without an employer only 六.1(3) is unmet, and the other kinds have no trade."""
    if case.employer is None or case.wanted.trade is None:
        return True
    return case.wanted.trade in case.employer.permitted_trades


@condition(
    "聘用单位是本省企业",
    rule="K10",
    facts=_employer_province,
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="本人受聘于本省企业",
        en="The person is employed by an enterprise of this province",
    ),
)
def employer_is_local(case: Case) -> bool:
    """K10; without an employer only 六.1(3) is unmet."""
    return case.employer is None or case.employer.is_home_province
