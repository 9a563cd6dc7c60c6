"""Routes of the authority: accounts, decisions, imports of exam results, daily work."""

from typing import Final

from contracts.audit import ListAuditTrail, VerifyAuditTrail
from contracts.certificate import (
    ApproveCategoryChange,
    ApproveCertificateCase,
    ApproveEnterpriseNameChange,
    ApproveExamResults,
    GetRefusedRows,
    ImportExamResults,
    ListImports,
    PreviewCategoryChange,
    RejectCertificateCase,
    RejectEnterpriseNameChange,
    RejectExamResults,
)
from contracts.enterprise import (
    ListEnterprises,
    PublishQualificationStandard,
    RejectCategoryCase,
    ReviseQualificationStandard,
    WithdrawQualificationStandard,
)
from contracts.identity import (
    AddStaffAccount,
    ListAccounts,
    ListPersons,
    ResetPassword,
    SetAccountDisabled,
    ShowIdNumber,
    UnlockAccount,
)
from contracts.review_scheduler import ListDayTasks, MoveLegalClock
from gateway.route import Audience, get, of, post, put

ROUTES: Final = of(
    Audience.AUTHORITY,
    get("/accounts", ListAccounts, "账户列表", "List accounts"),
    post(
        *("/accounts/staff", AddStaffAccount, "增加工作人员账户", "Open an account for staff"),
        status=201,
    ),
    post(
        *("/accounts/{account}/reset-code", ResetPassword),
        *("生成密码重置码", "Make a code that resets a password"),
        status=201,
        keeps_no_key=True,
    ),
    put(
        *("/accounts/{account}/disabled", SetAccountDisabled),
        *("停用或启用账户", "Disable or enable an account"),
    ),
    post("/accounts/{account}/unlock", UnlockAccount, "解除账户锁定", "Lift a lock-out"),
    get("/persons", ListPersons, "人员列表", "List persons"),
    post(
        *("/persons/{person}/id-number", ShowIdNumber),
        *("查看完整身份证号码（须说明理由，留痕）", "Show an ID number in full, for a reason"),
        keeps_no_key=True,
    ),
    get(
        *("/services/{service}/audit-trail", ListAuditTrail),
        *("查询操作留痕", "List what was changed, by whom"),
    ),
    get(
        *("/services/{service}/audit-trail/chain", VerifyAuditTrail),
        *("核验留痕链", "Verify the chain of the audit trail"),
        seconds=15,
    ),
    get("/enterprises", ListEnterprises, "企业列表", "List enterprises"),
    post(
        *("/qualification-standards", PublishQualificationStandard),
        *("发布资质标准", "Publish a qualification standard"),
        status=201,
        location="/qualification-standards/{id}",
    ),
    post(
        *("/qualification-standards/{standard}/revise", ReviseQualificationStandard),
        *("修订资质标准", "Publish another version of a standard"),
    ),
    post(
        *("/qualification-standards/{standard}/withdraw", WithdrawQualificationStandard),
        *("废止资质标准", "Withdraw a qualification standard"),
    ),
    get(
        *("/category-cases/{case}/preview", PreviewCategoryChange),
        *("预览经营类别变更的影响", "Preview what a category case would do"),
        seconds=15,
    ),
    post(
        *("/category-cases/{case}/approve", ApproveCategoryChange),
        *("批准经营类别登记或变更", "Approve a category case on a preview"),
        status=202,
        location="/jobs/by-key?key={job_key}",
        seconds=15,
    ),
    post(
        *("/category-cases/{case}/reject", RejectCategoryCase),
        *("驳回经营类别办件", "Reject a category case"),
    ),
    post(
        *("/certificate-cases/{case}/approve", ApproveCertificateCase),
        *("批准证书办件", "Approve a certificate case"),
        seconds=15,
    ),
    post(
        *("/certificate-cases/{case}/reject", RejectCertificateCase),
        *("驳回证书办件", "Reject a certificate case"),
    ),
    post(
        *("/enterprise-name-changes/{case}/approve", ApproveEnterpriseNameChange),
        *("批准企业名称变更", "Approve a change of an enterprise's name"),
        status=202,
        location="/jobs/by-key?key={job_key}",
        seconds=15,
    ),
    post(
        *("/enterprise-name-changes/{case}/reject", RejectEnterpriseNameChange),
        *("驳回企业名称变更", "Reject a change of an enterprise's name"),
        seconds=30,
    ),
    get("/imports", ListImports, "成绩导入记录", "List imports of exam results"),
    post(
        *("/imports", ImportExamResults),
        *("导入考核成绩（可试运行）", "Import exam results, or try to"),
        seconds=60,
    ),
    post(
        *("/imports/refused-rows", GetRefusedRows),
        *("下载会被退回的行及原因", "Get the rows that an import would refuse"),
        keeps_no_key=True,
        seconds=60,
    ),
    post(
        *("/imports/{imported_in}/approve", ApproveExamResults),
        *("审核通过一批成绩", "Approve an import's results"),
        status=202,
        location="/jobs/{job}",
        seconds=15,
    ),
    post(
        *("/imports/{imported_in}/reject", RejectExamResults),
        *("驳回一批成绩", "Reject an import's undecided results"),
        seconds=15,
    ),
    put(
        *("/legal-clock", MoveLegalClock),
        *("调整法定日期（仅沙箱）", "Move the legal clock, in a sandbox"),
    ),
    get("/day-tasks", ListDayTasks, "每日任务", "List daily work"),
)
