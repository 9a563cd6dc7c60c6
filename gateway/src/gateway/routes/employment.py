"""Routes of both sides of an employment: its history, labour contract and end (二.4(2), 四)."""

from typing import Final

from contracts.employment import (
    ConfirmDissolution,
    GetEmployment,
    GetLabourContract,
    GetOffer,
    ListDissolutions,
    ListEmployments,
    ListOffers,
    RefuseDissolution,
    RequestDissolution,
    WithdrawDissolution,
)
from gateway.route import Audience, get, of, post

ROUTES: Final = of(
    Audience.EMPLOYMENT,
    get("/offers", ListOffers, "聘用邀请", "List offers"),
    get("/offers/{offer}", GetOffer, "聘用邀请详情", "Get an offer and what happened to it"),
    get("/employments", ListEmployments, "聘用关系", "List employments"),
    get(
        *("/employments/{employment}", GetEmployment),
        *("聘用关系详情", "Get an employment and what happened to it"),
    ),
    get(
        *("/labour-contracts/{labour_contract}", GetLabourContract),
        *("下载劳动合同", "Download a labour contract"),
        seconds=15,
    ),
    post(
        *("/employments/{employment}/dissolution", RequestDissolution),
        *("申请解除聘用关系", "Ask to dissolve an employment"),
        status=201,
    ),
    get("/dissolutions", ListDissolutions, "解除聘用申请", "List dissolutions"),
    post(
        *("/dissolutions/{dissolution}/withdraw", WithdrawDissolution),
        *("撤回解除聘用申请", "Withdraw one's request for a dissolution"),
    ),
    post(
        *("/dissolutions/{dissolution}/confirm", ConfirmDissolution),
        *("确认解除聘用关系", "Confirm a dissolution, which ends the employment"),
    ),
    post(
        *("/dissolutions/{dissolution}/refuse", RefuseDissolution),
        *("不同意解除聘用关系", "Refuse a dissolution"),
    ),
)
