"""The words of the spreadsheets: their columns and what offices write for each."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Final

from contracts.vocabulary import CertificateKind, Trade


@unique
class Column(StrEnum):
    """The columns of the template for exam results, in its order; the values are their titles."""

    NAME = "姓名"
    ID_NUMBER = "身份证号"
    KIND = "证书类别"
    TRADE = "工种"
    EXAM_DATE = "考试日期"
    SCORE = "成绩"
    PASSED = "是否合格"
    INSTITUTION = "培训机构"
    NOTE = "备注"


@unique
class CeColumn(StrEnum):
    """The columns of the template for continuing-education records, in its order.

    Those that both templates have are equal, title and all.
    """

    NAME = "姓名"
    ID_NUMBER = "身份证号"
    KIND = "证书类别"
    TRADE = "工种"
    ORDINAL = "继续教育次数"
    ISSUED_ON = "发证日期"
    INSTITUTION = "培训机构"
    CERTIFICATE = "证书编号"
    NOTE = "备注"


KIND_TITLES: Final[Mapping[CertificateKind, str]] = {
    CertificateKind.PRINCIPAL: "企业主要负责人",
    CertificateKind.SAFETY_MANAGER: "安全生产管理人员",
    CertificateKind.OPERATOR: "运行、维护和抢修人员",
}
_KIND_WORDS: Final[Mapping[CertificateKind, str]] = {
    CertificateKind.PRINCIPAL: "企业主要负责人 主要负责人 企业负责人 单位主要负责人 负责人"
    " A A类 A证",
    CertificateKind.SAFETY_MANAGER: "安全生产管理人员 安全管理人员 安全生产管理员 安全管理员"
    " 安管人员 安管员 安全员 B B类 B证",
    CertificateKind.OPERATOR: "运行维护抢修人员 运行维护抢修 运行维护抢修工 运维抢修人员 运维抢修"
    " 运维人员 操作人员 C C类 C证",
}
KIND_OF_WORD: Final[Mapping[str, CertificateKind]] = {
    word: kind for kind, words in _KIND_WORDS.items() for word in words.split()
}

TRADE_TITLES: Final[Mapping[Trade, str]] = {
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

_PASSED_WORDS: Final[Mapping[bool, str]] = {
    True: "合格 已合格 考试合格 考核合格 是 通过 及格 √ Y",
    False: "不合格 未合格 考试不合格 考核不合格 否 未通过 不通过 不及格 × X N",
}
PASSED_OF_WORD: Final[Mapping[str, bool]] = {
    word: passed for passed, words in _PASSED_WORDS.items() for word in words.split()
}
_ORDINAL_WORDS: Final[Mapping[int, str]] = {
    1: "第一次 第1次 一 1 首次 1次 一次",
    2: "第二次 第2次 二 2 2次 二次",
}
ORDINAL_OF_WORD: Final[Mapping[str, int]] = {
    word: ordinal for ordinal, words in _ORDINAL_WORDS.items() for word in words.split()
}
WORDS_FOR_NOTHING: Final = frozenset(("", "/", "-", "--", "—", "——", "无", "\\"))

_BLANK: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_PUNCTUATION: Final = re.compile(r"[、,，;；:：/·.\-]|和|及|与")
_CODE_AND_TITLE: Final = re.compile(r"([0-9]{0,2})[\s\-—_.、:]*(.*)")


def tidy(text: str) -> str:
    """Return a cell's text without padding, invisible signs and Excel's mark for text (`'`)."""
    return _BLANK.sub(" ", text).strip().removeprefix("'").lstrip()


def compact(text: str) -> str:
    """Return the form in which a cell's words are looked up: narrow, with no blanks."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).removeprefix("'")


def heading(title: str) -> str:
    """Return what a heading says: of `＊身份证号码（必填）`, 身份证号码."""
    return _BRACKETED.sub("", compact(title)).strip("*:")


def kind_named(text: str) -> CertificateKind | None:
    """Return the kind of certificate that a cell names, in full or as offices shorten it."""
    return KIND_OF_WORD.get(_PUNCTUATION.sub("", _BRACKETED.sub("", compact(text))).upper())


def trade_named(text: str) -> Trade | None:
    """Return the trade that a cell names by code, by title or by both where they agree."""
    match = _CODE_AND_TITLE.fullmatch(compact(text))
    if match is None:
        return None
    code, title = match[1], match[2].removesuffix("人员")
    by_code = {trade for trade in Trade if code and trade.value == code.zfill(2)}
    by_title = {trade for trade, its_title in TRADE_TITLES.items() if title == its_title}
    named = by_code & by_title if code and title else by_code | by_title
    return named.pop() if named else None
