"""Routes of continuing education: the authority's imports, and the records (六.5, 六.6)."""

from typing import Final

from contracts.certificate import (
    GetCeReviews,
    GetCeTemplate,
    GetRefusedCeRows,
    ImportCeRecords,
    ListCeImports,
    ListCeRecords,
)
from gateway.route import Audience, get, of, post

ROUTES: Final = (
    *of(
        Audience.PUBLIC,
        get(
            *("/ce-imports/template", GetCeTemplate),
            *("下载继续教育记录导入模板", "Get the template for importing CE records"),
            is_public=True,
        ),
    ),
    *of(
        Audience.AUTHORITY,
        get("/ce-imports", ListCeImports, "继续教育记录导入记录", "List imports of CE records"),
        post(
            *("/ce-imports", ImportCeRecords),
            *("导入合格的继续教育记录（可试运行）", "Import CE records, or try to"),
            seconds=60,
        ),
        post(
            *("/ce-imports/refused-rows", GetRefusedCeRows),
            *("下载会被退回的行及原因", "Get the rows that an import would refuse"),
            keeps_no_key=True,
            seconds=60,
        ),
    ),
    *of(
        Audience.REGISTER,
        get("/ce-records", ListCeRecords, "继续教育合格证明", "List CE records"),
        get(
            *("/certificates/{certificate}/ce-reviews", GetCeReviews),
            *("继续教育复核记录", "Get a certificate's automatic reviews"),
        ),
    ),
)
