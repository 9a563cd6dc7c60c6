"""Routes of a person: real name, photo, offers, certificate businesses (一, 二, 四, 六)."""

from typing import Final

from contracts.certificate import (
    CheckCertificateCase,
    CheckIssuance,
    GetHolderFigures,
    IssueCertificate,
    SubmitCertificateCase,
    WithdrawCertificateCase,
)
from contracts.employment import AcceptOffer, RefuseOffer
from contracts.identity import UploadIdPhoto, VerifyRealName
from gateway.home import GetPersonHome, person_home
from gateway.route import Audience, get, of, post, put

ROUTES: Final = of(
    Audience.PERSON,
    get("/person/home", GetPersonHome, "首页", "Get one's home page", composed=person_home),
    get(
        *("/person/figures", GetHolderFigures),
        *(
            "证书数量、从业年数、在办件数",
            "Count one's certificates, open cases and years",
        ),
    ),
    put("/person/real-name", VerifyRealName, "实名认证", "Prove one's real name", seconds=15),
    put("/person/photo", UploadIdPhoto, "上传证件照", "Upload one's ID photo", seconds=15),
    post("/offers/{offer}/accept", AcceptOffer, "同意聘用", "Accept an offer"),
    post("/offers/{offer}/refuse", RefuseOffer, "拒绝聘用", "Refuse an offer"),
    get(
        *("/exam-results/{result}/checklist", CheckIssuance),
        *("发证条件检测", "Check the conditions of issuance"),
    ),
    post(
        *("/exam-results/{result}/issue", IssueCertificate),
        *("申领证书", "Have a certificate issued"),
        status=201,
        location="/certificates/{id}",
    ),
    get(
        *("/certificates/{certificate}/checklist", CheckCertificateCase),
        *("业务检测条件", "Check the conditions of a business"),
    ),
    post(
        *("/certificate-cases", SubmitCertificateCase),
        *("发起证书业务", "Apply with one's own certificate"),
        status=201,
        location="/certificate-cases/{id}",
    ),
    post(
        *("/certificate-cases/{case}/withdraw", WithdrawCertificateCase),
        *("撤回证书办件", "Withdraw a certificate case"),
    ),
)
