"""The reasons of faults in both languages: schemas speak English, services speak Chinese."""

import re
from typing import Final

from gateway.language import Language

_IN_CHINESE: Final = {
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
    "holds too many values": "内容过多",
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
    "must not hold an ID number": "不得含有身份证号",
    "is no certificate number": "不是证书编号",
    "is not one that a page gave": "不是列表给出的分页游标",
    "is not one that this list gave": "不是列表给出的分页游标",
    "is before since": "早于起始时间",
    "is not text": "应为文本",
    "is not a short text": "应为简短文本",
    "is not a moment": "应为时间",
    "must be 1 to 200 visible characters": "应为 1 至 200 个可见字符",
}
_IN_ENGLISH: Final = {
    "姓名不能为空": "The name is empty",
    "姓名过长": "The name is too long",
    "姓名与该身份证号已登记的姓名不一致": "Another name is registered for this ID number",
    "身份证号应为18位：17位数字加1位数字或X": "An ID number is 17 digits and a digit or X",
    "身份证号前两位不是省级行政区划代码": "The first two digits of the ID number name no province",
    "身份证号中的出生日期不存在": "The birth date in the ID number does not exist",
    "身份证号中的出生日期晚于今天": "The birth date in the ID number is in the future",
    "身份证号校验码不正确，请核对每一位": "The check digit of the ID number is wrong",
    "统一社会信用代码应为18位数字和大写字母（不含I、O、S、V、Z），第3至8位为数字": (
        "A unified social credit code is 18 digits and capitals (none of I, O, S, V, Z),"
        " with digits in places 3 to 8"
    ),
    "统一社会信用代码校验码不正确，请核对每一位": (
        "The check character of the unified social credit code is wrong"
    ),
    "企业名称至少两个字": "The enterprise's name has at least two characters",
    "变更法定代表人须同时填写姓名和身份证号": (
        "Another legal representative is told by name and ID number together"
    ),
    "请填写理由，至少两个字": "Give a reason of at least two characters",
    "至少选择一个经营类别": "Choose one category at least",
    "经营类别重复": "The category stands there twice",
    "至少选择一种气源": "Choose one gas source at least",
    "气源重复": "The gas source stands there twice",
    "至少授予一个角色": "Grant one role at least",
    "角色重复": "The role stands there twice",
    "密码不能与用户名相同": "The password may not be the user name",
    "密码至少包含5个不同的字符": "The password needs five different characters at least",
    "新密码不能与原密码相同": "The new password may not be the old one",
    "文件内容不是JPEG或PNG图片": "The file is no JPEG or PNG picture",
    "图片已损坏，无法读取": "The picture is damaged and cannot be read",
    "图片宽度不足295像素": "The picture is less than 295 pixels wide",
    "图片高度不足413像素": "The picture is less than 413 pixels high",
    "图片超过1200万像素": "The picture has more than 12 million pixels",
    "图片不能是动画": "The picture may not be an animation",
    "不能为空": "It is empty",
    "不是有效的电话号码": "This is no telephone number",
    "不是有效的电子邮箱": "This is no e-mail address",
    "地址至少5个字符": "An address has at least five characters",
    "紧急联系人的姓名和电话应同时填写": "Tell the contact's name and telephone together",
    "紧急联系人电话不能与本人电话相同": "The contact's telephone may not be one's own",
    "日期不能在今天之后": "The day is in the future",
    "早于年满16周岁之日": "It is before the sixteenth birthday",
    "早于年满12周岁之日": "It is before the twelfth birthday",
    "结束日期早于开始日期": "It ends before it begins",
    "日期须在今天之后": "The day must come after today",
    "报名截止日期早于报名开始日期": "Enrolment closes before it opens",
    "报名须在培训或考试开始之前截止": "Enrolment closes before the first day",
    "运行、维护和抢修人员须选择工种": "Choose the trade of operators",
    "只有运行、维护和抢修人员选择工种": "Only operators have trades",
    "至少选择一个工种": "Choose one trade at least",
    "重复选择": "It is chosen twice",
    "层次与类别不符": "The level belongs to another kind",
    "不能填写身份证号": "An ID number may not stand here",
    "劳动合同须为PDF文件": "A labour contract is a PDF file",
    "PDF文件不完整": "The PDF file is incomplete",
    "PDF文件已加密，请解除加密后上传": "The PDF file is encrypted; upload it without",
    "PDF文件含有脚本或可执行内容": "The PDF file holds scripts or something executable",
    "文件是空的": "The file is empty",
    "表头下面没有数据": "There are no rows below the headings",
    "文件不是可识别的文本（UTF-8 或 GBK/GB18030），请另存为“CSV UTF-8”或 .xlsx 后再导入": (
        "The file is no text in UTF-8 or GBK/GB18030; save it as CSV UTF-8 or .xlsx"
    ),
    "文件是旧版 .xls 或加了密码，请用 Excel 或 WPS 去掉密码并另存为 .xlsx 后再导入": (
        "The file is an old .xls or has a password; save it as .xlsx without a password"
    ),
    "工作簿已损坏或不是标准的 .xlsx 文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入": (
        "The workbook is damaged or no standard .xlsx; open it and save it as .xlsx again"
    ),
    "工作簿解压后过大；请删除多余的空行、空列和格式，或拆分后再导入": (
        "The workbook is too large once unpacked; remove empty rows and columns, or split it"
    ),
}
_CHINESE_FORMS: Final = tuple(
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
        (r"must not be after (.+)", r"不得晚于 \1"),
        (r"is not JSON: line (\d+), column (\d+)", r"不是 JSON：第 \1 行第 \2 列"),
        (r"is not UTF-8 at byte (\d+)", r"第 \1 字节不是 UTF-8"),
    )
)
_ENGLISH_FORMS: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"文件超过(\d+)MB，请拆分后再导入", r"The file is larger than \1 MB; split it"),
        (
            r"(?:文件|工作表)超过(\d+)行（含空行），.*",
            r"There are more than \1 rows, empty ones included; split the file",
        ),
        (r"数据超过(\d+)行，请拆分.*", r"There are more than \1 rows; split the file"),
        (r"第(\d+)行超过(\d+)列，.*", r"Row \1 has more than \2 columns"),
        (
            r"从文件第(\d+)行文本起引号不成对.*",
            r"From line \1 on quotation marks do not pair, or a cell is too long",
        ),
        (r"前(\d+)行内没有找到表头；.*", r"No headings were found in the first \1 rows"),
        (r"表头缺少列：(.+)", r"Headings are missing: \1"),
        (r"表头中有(\d+)列都是“(.+)”，.*", r"\1 columns have the heading “\2”; keep one"),
        (
            r"工作簿中有多张.+表（(.+)），.*",
            r"The workbook has several sheets to import (\1); import one at a time",
        ),
        (r"文件的内容是(.+)，不是表格，.*", r"The file is no spreadsheet but this: \1"),
    )
)


def reason_in(language: Language, reason: str) -> str:
    """Give a fault's reason in a language; one that has no translation stays as it is."""
    exactly, forms = (
        (_IN_ENGLISH, _ENGLISH_FORMS) if language == "en" else (_IN_CHINESE, _CHINESE_FORMS)
    )
    known = exactly.get(reason)
    if known is not None:
        return known
    for pattern, words in forms:
        if pattern.fullmatch(reason):
            return pattern.sub(words, reason)
    return reason
