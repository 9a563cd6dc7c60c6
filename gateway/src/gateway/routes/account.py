"""Routes of everyone's account: opening one, logging in and out, passwords."""

from typing import Final

from contracts.identity import (
    ChangePassword,
    GetAccount,
    LogIn,
    LogOut,
    RedeemResetCode,
    RefreshSession,
    RegisterEnterpriseAccount,
    RegisterPersonAccount,
)
from gateway.route import Audience, delete, get, of, post, put

ROUTES: Final = of(
    Audience.ACCOUNT,
    post(
        *("/sessions", LogIn, "登录", "Log in"),
        is_public=True,
        is_trial=True,
        keeps_no_key=True,
    ),
    post(
        *("/sessions/refresh", RefreshSession, "换取新令牌", "Exchange a refresh token"),
        is_public=True,
        keeps_no_key=True,
    ),
    delete("/sessions/current", LogOut, "退出登录", "Log out", status=204),
    get("/account", GetAccount, "当前账户", "Get one's account"),
    put("/account/password", ChangePassword, "修改密码", "Change one's password", status=204),
    post(
        *("/account/password/reset", RedeemResetCode),
        *("用重置码设置新密码", "Set a new password with a reset code"),
        is_public=True,
        is_trial=True,
        status=204,
    ),
    post(
        *("/accounts/person", RegisterPersonAccount, "注册个人账户", "Open a person's account"),
        is_public=True,
        is_trial=True,
        status=201,
    ),
    post(
        *("/accounts/enterprise", RegisterEnterpriseAccount),
        *("注册企业账户", "Open an enterprise's account"),
        is_public=True,
        is_trial=True,
        status=201,
    ),
)
