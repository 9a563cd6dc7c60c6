"""In which language a client is answered, and the reasons of faults in Chinese."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

Language = Literal["zh", "en"]
_QUALITY: Final = re.compile(r";\s*q=([01](?:\.[0-9]{0,3})?)")


@lru_cache(maxsize=256)
def preferred(accept_language: str) -> Language:
    """Choose between Chinese and English by `Accept-Language`; Chinese where neither is named."""
    best: dict[str, float] = {}
    for choice in accept_language.lower().split(",")[:20]:
        tag = choice.partition(";")[0].strip().partition("-")[0]
        found = _QUALITY.search(choice)
        quality = float(found[1]) if found else 1.0
        best[tag] = max(best.get(tag, 0.0), quality)
    return "en" if best.get("en", 0.0) > best.get("zh", 0.0) else "zh"


_EXACTLY: Final = {
    "Missing data for required field.": "必填",
    "Unknown field.": "未知字段",
    "Field may not be null.": "不能为空",
    "Not a valid string.": "应为文本",
    "Not a valid UUID.": "应为 UUID",
    "Not a valid date.": "应为日期（年-月-日）",
    "Not a valid aware datetime.": "应为带时区的时间",
    "Not a valid list.": "应为数组",
    "Not a valid number.": "应为数字",
    "Not a valid mapping type.": "应为对象",
    "Invalid input type.": "类型不正确",
    "Shorter than minimum length 1.": "不能为空",
    "must be a whole number": "应为整数",
    "must be true or false": "应为 true 或 false",
    "must be an identifier (UUID)": "应为 UUID",
    "must be base64": "应为 base64",
    "must be a JSON object": "应为 JSON 对象",
    "is too large": "数值过大",
    "is larger than 8 MiB": "超过 8 MiB",
    "is not JSON": "不是 JSON",
    "is nested too deeply": "嵌套过深",
    "is no parameter here": "此处不接受该参数",
    "stands there twice": "重复出现",
    "stands in the path": "已在路径中给出",
    "takes no body": "此请求不带正文",
    "has too many parameters": "参数过多",
    "does not have the right form": "格式不正确",
    "holds a character that may not stand in text": "含有不允许的字符",
    "is not well percent-encoded": "百分号编码有误",
    "is not UTF-8 when percent-decoded": "百分号编码不是 UTF-8",
    "an ID number may not stand in a URL": "身份证号不能出现在网址中",
    "form names no boundary": "表单缺少 boundary",
    "form does not begin with its boundary": "表单开头有误",
    "form does not end with its boundary": "表单不完整",
    "form has too many parts": "表单部分过多",
    "form has a part without headers": "表单中有一部分缺少头部",
    "form has a part without a name": "表单中有一部分缺少名称",
    "must be 1 to 200 visible characters": "应为 1 至 200 个可见字符",
}
_PATTERNS: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Shorter than minimum length (\d+)\.", r"至少 \1 项或字符"),
        (r"Longer than maximum length (\d+)\.", r"至多 \1 项或字符"),
        (r"Length must be between (\d+) and (\d+)\.", r"长度应为 \1 至 \2"),
        (r"Length must be (\d+)\.", r"长度应为 \1"),
        (r"Must be greater than or equal to (-?\d+)\.", r"不小于 \1"),
        (r"Must be less than or equal to (-?\d+)\.", r"不大于 \1"),
        (
            r"Must be greater than or equal to (-?\d+) and less than or equal to (-?\d+)\.",
            r"应在 \1 至 \2 之间",
        ),
        (r"Must be one of: (.*)\.", r"应为以下之一：\1"),
        (r"is not JSON: line (\d+), column (\d+)", r"不是 JSON：第 \1 行第 \2 列"),
        (r"is not UTF-8 at byte (\d+)", r"第 \1 字节不是 UTF-8"),
    )
)


def reason_in(language: Language, reason: str) -> str:
    """Give a fault's reason in a language; one that has no translation stays as it is."""
    if language == "en":
        return reason
    if (known := _EXACTLY.get(reason)) is not None:
        return known
    for pattern, words in _PATTERNS:
        if pattern.fullmatch(reason):
            return pattern.sub(words, reason)
    return reason


def header_of(language: Language) -> Iterable[tuple[str, str]]:
    """Give the headers that tell the language of an answer."""
    return ("Content-Language", language), ("Vary", "Accept-Language")
