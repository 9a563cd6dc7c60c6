"""Routes of articles and integrity records, by audience (二.1, 二.2)."""

from typing import Final

from contracts.identity import (
    ChangeArticle,
    EnterIntegrityRecord,
    GetAnyArticle,
    GetArticle,
    GetIntegrityRecord,
    ListAllArticles,
    ListArticles,
    ListIntegrityRecords,
    PublishArticle,
    WithdrawArticle,
    WithdrawIntegrityRecord,
)
from gateway.route import Audience, get, of, post, put

ROUTES: Final = (
    *of(
        Audience.PUBLIC,
        get(
            *("/articles", ListArticles),
            *("信息公示、通知公告、帮助中心", "List published articles"),
            is_public=True,
        ),
        get(
            *("/articles/{article}", GetArticle, "查看文章", "Get a published article"),
            is_public=True,
        ),
    ),
    *of(
        Audience.REGISTER,
        get(
            *("/integrity-records", ListIntegrityRecords),
            *("诚信行为记录", "List a person's integrity records"),
        ),
        get(
            *("/integrity-records/{record}", GetIntegrityRecord),
            *("诚信行为记录详情", "Get an integrity record"),
        ),
    ),
    *of(
        Audience.AUTHORITY,
        post(
            *("/integrity-records", EnterIntegrityRecord),
            *("登记诚信行为记录", "Enter an integrity record"),
            status=201,
            location="/integrity-records/{id}",
        ),
        post(
            *("/integrity-records/{record}/withdraw", WithdrawIntegrityRecord),
            *("撤回诚信行为记录", "Withdraw an integrity record"),
        ),
        get(
            *("/all-articles", ListAllArticles),
            *("全部文章（含已撤回）", "List articles, withdrawn ones too"),
        ),
        get(
            *("/all-articles/{article}", GetAnyArticle),
            *("查看文章（含已撤回）", "Get an article, a withdrawn one too"),
        ),
        post(
            *("/articles", PublishArticle, "发布文章", "Publish an article"),
            status=201,
            location="/articles/{id}",
        ),
        put("/articles/{article}", ChangeArticle, "修改文章", "Change an article"),
        post(
            *("/articles/{article}/withdraw", WithdrawArticle),
            *("撤回文章", "Withdraw an article"),
        ),
    ),
)
