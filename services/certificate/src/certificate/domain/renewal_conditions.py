"""The conditions that renewal alone has, as total predicates (六.6, D9, D10, K12)."""

from collections.abc import Mapping
from datetime import date

from certificate.domain.checklist import Fact, Mender, Remedy, condition
from certificate.domain.facts import Case, Renewing
from certificate.domain.terms import Window, age_allows_renewal, renewal_window
from contracts.vocabulary import AbnormalReason, letters_of

NOT_PERMITTED = AbnormalReason.TRADE_NOT_PERMITTED


def _renewing(case: Case) -> Renewing | None:
    return case.certificate.renewing if case.certificate else None


def _tested_on(case: Case) -> date:
    """The window and the record are tested as of the submission, then and ever after (D9)."""
    renewing = _renewing(case)
    return case.on if renewing is None or renewing.submitted_on is None else renewing.submitted_on


def _window(case: Case) -> Window | None:
    return renewal_window(case.certificate.valid_to) if case.certificate else None


def _window_told(case: Case) -> Mapping[str, Fact]:
    window = _window(case)
    return {
        "on": _tested_on(case).isoformat(),
        "first": window.first.isoformat() if window else None,
        "last": window.last.isoformat() if window else None,
    }


def _opens_on(case: Case) -> date | None:
    window = _window(case)
    return window.first if window and _tested_on(case) < window.first else None


def _units(case: Case) -> Mapping[str, Fact]:
    return {
        "employer": str(case.employer.enterprise) if case.employer else None,
        "unit": str(case.certificate.enterprise) if case.certificate else None,
    }


def _record(case: Case) -> Mapping[str, Fact]:
    renewing = _renewing(case)
    issued_on = renewing.second_record_on if renewing else None
    return {
        "after": renewing.first_ce_deadline.isoformat() if renewing else None,
        "issued_on": issued_on.isoformat() if issued_on else None,
    }


def _age(case: Case) -> Mapping[str, Fact]:
    return {
        "valid_to": case.certificate.valid_to.isoformat() if case.certificate else None,
        "is_adult": case.holder.adult_on <= case.on,
        "is_below_age_limit": _next_term_may_begin(case),
    }


def _next_term_may_begin(case: Case) -> bool:
    renewing = _renewing(case)
    if case.certificate is None or renewing is None:
        return False
    return age_allows_renewal(case.certificate.valid_to, renewing.age_limit_on)


def _names(case: Case) -> Mapping[str, Fact]:
    renewing = _renewing(case)
    return {
        "unit_name": renewing.unit_name if renewing else None,
        "employer_name": renewing.employer_name if renewing else None,
    }


def _categories(case: Case) -> Mapping[str, Fact]:
    renewing = _renewing(case)
    trades = sorted(case.employer.permitted_trades) if case.employer else ()
    if case.wanted.trade is not None:
        return {
            "trade": case.wanted.trade.value,
            "permitted_trades": tuple(trade.value for trade in trades),
        }
    return {
        "letters": letters_of(renewing.letters) if renewing else None,
        "categories": letters_of(case.employer.categories) if case.employer else None,
    }


@condition(
    "是否有聘用单位，且当前聘用单位和证书所在单位是同一家单位",
    facts=_units,
    remedy=Remedy(
        who=(Mender.PERSON, Mender.ENTERPRISE),
        zh="受聘于证书所在单位，或先办理工作单位变更",
        en="The unit on the certificate employs the person, or the work unit is changed first",
    ),
)
def employer_is_the_unit(case: Case) -> bool:
    """六.6(2), H4."""
    if case.employer is None or case.certificate is None:
        return False
    return case.employer.enterprise == case.certificate.enterprise


@condition(
    "当前证书是否在延期时间内（到期前的三个月内可申请）",
    facts=_window_told,
    earliest=_opens_on,
    remedy=Remedy(
        who=(Mender.PERSON,),
        zh="在延期时间内提交；证书到期后不能延期，只能重新考核取得新的证书",
        en="The person applies within the window; once expired, a new certificate must be earned",
    ),
)
def window_is_open(case: Case) -> bool:
    """六.6(4), D9: tested at submission only."""
    window = _window(case)
    return window is not None and _tested_on(case) in window


@condition(
    "系统内是否有符合要求的继续教育记录",
    facts=_record,
    remedy=Remedy(
        who=(Mender.PERSON, Mender.AUTHORITY),
        zh="完成第二次继续教育考核，由主管部门导入合格的继续教育记录",
        en="The person passes the second continuing education and the authority enters the record",
    ),
)
def second_ce_record_is_there(case: Case) -> bool:
    """六.6(5), K11: issued after the first deadline and before the submission."""
    renewing = _renewing(case)
    if renewing is None or renewing.second_record_on is None:
        return False
    return renewing.first_ce_deadline < renewing.second_record_on <= _tested_on(case)


@condition(
    "年龄限制（满18周岁，且男性不超过60周岁，女性不超过55周岁）",
    facts=_age,
    remedy=Remedy(
        who=(),
        zh="延期后的有效期开始时已达年龄上限的，不能延期",
        en="Nobody can; the age limit would be reached before the new term begins",
    ),
)
def age_allows_the_next_term(case: Case) -> bool:
    """六.6(7), D10: what counts is the day after the last, not the day of the decision."""
    return case.holder.adult_on <= case.on and _next_term_may_begin(case)


@condition(
    "证书所在单位名称与当前聘用单位名称是否一致",
    facts=_names,
    remedy=Remedy(
        who=(Mender.ENTERPRISE,),
        zh="聘用单位先办理企业名称变更",
        en="The employer first has its new name put on the certificates",
    ),
)
def unit_names_agree(case: Case) -> bool:
    """六.6(8), K12: equal when normalised."""
    renewing = _renewing(case)
    return renewing is not None and renewing.names_agree


@condition(
    "证书所属经营类别与当前聘用单位的经营类别是否相符",
    facts=_categories,
    remedy=Remedy(
        who=(Mender.ENTERPRISE, Mender.PERSON),
        zh="聘用单位变更经营类别后重新签发，或本人变更到允许该工种的单位",
        en="The employer changes its categories, or the person moves to one that permits the trade",
    ),
)
def categories_agree(case: Case) -> bool:
    """六.6(9), K12: the letters are the employer's; of an operator, the trade is permitted (K4)."""
    renewing = _renewing(case)
    if renewing is None or case.employer is None or case.certificate is None:
        return False
    if case.wanted.trade is None:
        return renewing.letters == case.employer.categories
    is_marked = NOT_PERMITTED in case.certificate.reasons
    return case.wanted.trade in case.employer.permitted_trades and not is_marked
