"""The words in which the demo speaks of what the register holds, Chinese first."""

from typing import Final

from contracts.certificate import EffectKind
from contracts.vocabulary import (
    AbnormalReason,
    CertificateKind,
    CertificateStatus,
    ResultStatus,
    Trade,
    VersionCause,
    VersionStatus,
)

KINDS: Final = {
    CertificateKind.PRINCIPAL: "企业主要负责人",
    CertificateKind.SAFETY_MANAGER: "安全生产管理人员",
    CertificateKind.OPERATOR: "运行、维护和抢修人员",
}
TRADES: Final = {
    Trade.DISTRIBUTION_STATION: "燃气输配场站工",
    Trade.LPG_DEPOT: "液化石油气库站工",
    Trade.CNG_STATION: "压缩天然气场站工",
    Trade.LNG_STORAGE_AND_TRANSPORT: "液化天然气储运工",
    Trade.VEHICLE_FILLING_STATION: "汽车加气站操作工",
    Trade.PIPE_NETWORK: "燃气管网工",
    Trade.USER_INSTALLATION: "燃气用户安装检修工",
    Trade.BOTTLE_DELIVERY: "瓶装燃气送气工",
    Trade.OTHER: "其他",
}
EFFECTS: Final = {
    EffectKind.REISSUE: "重新签发 reissue",
    EffectKind.MARK: "标记异常 mark",
    EffectKind.LIFT: "解除异常 lift",
}
REASONS: Final = {
    AbnormalReason.TRADE_NOT_PERMITTED: "不允许从业该工种 TRADE_NOT_PERMITTED",
    AbnormalReason.CE_NOT_COMPLETED: "未按时完成继续教育 CE_NOT_COMPLETED",
}
RESULTS: Final = {
    ResultStatus.IMPORTED: "待审核 imported",
    ResultStatus.FAILED: "不合格 failed",
    ResultStatus.REJECTED: "驳回 rejected",
    ResultStatus.PENDING: "待发证 pending",
    ResultStatus.QUALIFIED: "由本人申领 qualified",
    ResultStatus.ISSUED: "已发证 issued",
}
STATUSES: Final = {
    CertificateStatus.VALID: "有效 valid",
    CertificateStatus.ABNORMAL: "异常 abnormal",
    CertificateStatus.EXPIRED: "已过期 expired",
    CertificateStatus.CANCELLED: "已注销 cancelled",
}
VERSIONS: Final = {
    VersionStatus.IN_FORCE: "有效 in force",
    VersionStatus.UPCOMING: "待生效 upcoming",
    VersionStatus.SUPERSEDED: "已被取代 superseded",
    VersionStatus.EXPIRED: "已过期 expired",
    VersionStatus.CANCELLED: "已注销 cancelled",
}
CAUSES: Final = {
    VersionCause.ISSUANCE: "新发证 issuance",
    VersionCause.CATEGORY_CHANGE: "经营类别变更 category change",
    VersionCause.WORK_UNIT_CHANGE: "工作单位变更 work-unit change",
    VersionCause.ENTERPRISE_NAME_CHANGE: "企业名称变更 enterprise name change",
    VersionCause.PERSON_NAME_CHANGE: "姓名变更 person name change",
    VersionCause.RENEWAL: "证书延期 renewal",
}


def trade(code: Trade | None) -> str:
    """Name a trade with its code; nothing where there is none."""
    return "" if code is None else f"{code.value} {TRADES[code]}"


def kind_and_trade(kind: CertificateKind, code: Trade | None) -> str:
    """Name a kind of certificate, with the trade where it has one."""
    return KINDS[kind] if code is None else f"{KINDS[kind]} {trade(code)}"
