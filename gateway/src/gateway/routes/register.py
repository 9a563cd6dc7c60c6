"""Routes by which all who may see something of the register read it."""

from typing import Final

from contracts.certificate import (
    FindJob,
    GetCertificate,
    GetCertificateCase,
    GetCertificateUnit,
    GetCertificateVersions,
    GetEnterpriseNameChange,
    GetJob,
    GetMarkHistory,
    ListCertificateCases,
    ListCertificates,
    ListEnterpriseNameChangeItems,
    ListEnterpriseNameChanges,
    ListExamResults,
    ListJobs,
)
from contracts.enterprise import (
    GetCategoryCase,
    GetEnterprise,
    ListCategoryCases,
    ListFormerRegistrations,
)
from contracts.identity import GetIdPhoto, GetPerson
from gateway.route import Audience, get, of

ROUTES: Final = of(
    Audience.REGISTER,
    get("/persons/{person}", GetPerson, "人员详情", "Get a person"),
    get("/persons/{person}/photo", GetIdPhoto, "人员证件照", "Get a person's ID photo"),
    get("/enterprises/{enterprise}", GetEnterprise, "企业详情", "Get an enterprise"),
    get(
        *("/enterprises/{enterprise}/former-registrations", ListFormerRegistrations),
        *("企业名称和法定代表人变更记录", "List how an enterprise was registered before"),
    ),
    get("/category-cases", ListCategoryCases, "经营类别办件", "List category cases"),
    get("/category-cases/{case}", GetCategoryCase, "办件详情", "Get a category case"),
    get("/certificates", ListCertificates, "证书列表", "List certificates"),
    get("/certificates/{certificate}", GetCertificate, "证书详情", "Get a certificate"),
    get(
        *("/certificates/{certificate}/unit", GetCertificateUnit),
        *("证书所在单位是否为当前聘用单位", "Tell whether a certificate's unit employs its holder"),
    ),
    get(
        *("/certificates/{certificate}/versions", GetCertificateVersions),
        *("证书的全部版本", "Get all versions of a certificate"),
    ),
    get(
        *("/certificates/{certificate}/marks", GetMarkHistory),
        *("异常标记记录", "Get the history of a certificate's marks"),
    ),
    get("/certificate-cases", ListCertificateCases, "我的办件", "List certificate cases"),
    get("/certificate-cases/{case}", GetCertificateCase, "办件详情", "Get a certificate case"),
    get(
        *("/enterprise-name-changes", ListEnterpriseNameChanges),
        *("企业名称变更办件", "List changes of enterprises' names"),
    ),
    get(
        *("/enterprise-name-changes/{case}", GetEnterpriseNameChange),
        *("办件详情", "Get a change of an enterprise's name"),
    ),
    get(
        *("/enterprise-name-changes/{case}/items", ListEnterpriseNameChangeItems),
        *("办件涉及的证书", "List the certificates of a name change"),
    ),
    get("/exam-results", ListExamResults, "考核成绩", "List exam results"),
    get("/jobs", ListJobs, "批量任务", "List bulk jobs"),
    get("/jobs/by-key", FindJob, "按键查批量任务", "Find a bulk job by its key"),
    get("/jobs/{job}", GetJob, "批量任务进度", "Get a bulk job's progress"),
    get(
        *("/jobs/by-key/events", FindJob),
        *("按键跟踪批量任务（事件流）", "Follow a bulk job by its key, from before it begins"),
        streams=True,
    ),
    get(
        *("/jobs/{job}/events", GetJob),
        *("跟踪批量任务（事件流）", "Follow a bulk job"),
        streams=True,
    ),
)
