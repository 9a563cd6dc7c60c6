"""Routes for anyone, logged in or not."""

from typing import Final

from contracts.certificate import GetResultTemplate
from contracts.enterprise import (
    GetQualificationStandard,
    ListCategoryTrades,
    ListQualificationStandards,
    ListStandardVersions,
)
from contracts.review_scheduler import GetLegalClock
from gateway.route import Audience, get, of

ROUTES: Final = of(
    Audience.PUBLIC,
    get(
        *("/category-trades", ListCategoryTrades),
        *("经营类别与工种对应表", "List which categories permit which trades"),
        is_public=True,
    ),
    get(
        *("/imports/template", GetResultTemplate),
        *("下载成绩导入模板", "Get the template for importing exam results"),
        is_public=True,
    ),
    get(
        *("/qualification-standards", ListQualificationStandards),
        *("资质标准", "List qualification standards"),
        is_public=True,
    ),
    get(
        *("/qualification-standards/{standard}", GetQualificationStandard),
        *("资质标准详情", "Get a qualification standard"),
        is_public=True,
    ),
    get(
        *("/qualification-standards/{standard}/versions", ListStandardVersions),
        *("资质标准的历次版本", "List the versions of a qualification standard"),
        is_public=True,
    ),
    get("/legal-clock", GetLegalClock, "法定日期", "Tell the legal day", is_public=True),
)
