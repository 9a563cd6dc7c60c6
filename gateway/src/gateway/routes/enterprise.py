"""Routes of an enterprise: registration, accounts, staff, its cases (三, 四, 五, 六.3)."""

from typing import Final

from contracts.certificate import (
    CheckEnterpriseNameChange,
    ConfirmCertificateCase,
    RefuseCertificateCase,
    SubmitEnterpriseNameChange,
    WithdrawEnterpriseNameChange,
)
from contracts.employment import (
    AddLabourContract,
    ListEmployees,
    OfferEmployment,
    WithdrawOffer,
)
from contracts.enterprise import (
    ChangeRegistration,
    RegisterEnterprise,
    SubmitCategoryCase,
    WithdrawCategoryCase,
)
from contracts.identity import AddEnterpriseAccount
from gateway.route import Audience, get, of, post

ROUTES: Final = of(
    Audience.ENTERPRISE,
    post(
        *("/enterprise/accounts", AddEnterpriseAccount),
        *("增加本企业账户", "Open another account for one's enterprise"),
        status=201,
    ),
    post(
        *("/enterprises", RegisterEnterprise, "企业注册", "Register one's enterprise"),
        status=201,
        location="/enterprises/{id}",
    ),
    post(
        *("/enterprise/registration", ChangeRegistration),
        *("工商信息变更", "Record a change of one's business registration"),
    ),
    post("/offers", OfferEmployment, "发起聘用", "Offer employment", status=201),
    post("/offers/{offer}/withdraw", WithdrawOffer, "撤回聘用", "Withdraw an offer"),
    post(
        *("/offers/{offer}/labour-contracts", AddLabourContract),
        *("上传劳动合同（PDF）", "Add a labour contract, a PDF"),
        status=201,
        location="/labour-contracts/{id}",
        seconds=15,
    ),
    get("/employees", ListEmployees, "聘用人员", "List an enterprise's people"),
    post(
        *("/category-cases", SubmitCategoryCase),
        *("申请经营类别登记或变更", "Ask for a registration or change of categories"),
        status=201,
        location="/category-cases/{id}",
    ),
    post(
        *("/category-cases/{case}/withdraw", WithdrawCategoryCase),
        *("撤回经营类别办件", "Withdraw a category case"),
    ),
    post(
        *("/certificate-cases/{case}/confirm", ConfirmCertificateCase),
        *("确认证书办件", "Confirm a certificate case as its employer"),
    ),
    post(
        *("/certificate-cases/{case}/refuse", RefuseCertificateCase),
        *("不同意证书办件", "Refuse to confirm a certificate case"),
    ),
    get(
        *("/enterprise/name-change-check", CheckEnterpriseNameChange),
        *("检测需要变更企业名称的证书", "Find the certificates that print another name"),
        seconds=15,
    ),
    post(
        *("/enterprise-name-changes", SubmitEnterpriseNameChange),
        *("发起企业名称变更", "Ask for the registered name on one's certificates"),
        status=201,
        location="/enterprise-name-changes/{id}",
        seconds=60,
    ),
    post(
        *("/enterprise-name-changes/{case}/withdraw", WithdrawEnterpriseNameChange),
        *("撤回企业名称变更", "Withdraw a change of the enterprise's name"),
        seconds=30,
    ),
)
