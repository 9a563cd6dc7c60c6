"""Routes of training institutions, courses and exams, by audience (二.3)."""

from typing import Final

from contracts.certificate import (
    CancelCourse,
    CancelExam,
    ChangeCourse,
    ChangeExam,
    ChangeTrainingInstitution,
    CloseTrainingInstitution,
    EnrolInCourse,
    GetCourse,
    GetExam,
    GetTrainingInstitution,
    ListCourseEnrolments,
    ListCourses,
    ListEnrolments,
    ListExamRegistrations,
    ListExams,
    ListOwnExams,
    ListTrainingInstitutions,
    PublishCourse,
    PublishExam,
    PublishTrainingInstitution,
    RegisterForExam,
    ReopenTrainingInstitution,
    WithdrawEnrolment,
    WithdrawExamRegistration,
)
from gateway.route import Audience, get, of, post, put

ROUTES: Final = (
    *of(
        Audience.PUBLIC,
        get(
            *("/training-institutions", ListTrainingInstitutions),
            *("培训机构", "List training institutions"),
            is_public=True,
        ),
        get(
            *("/training-institutions/{institution}", GetTrainingInstitution),
            *("培训机构详情", "Get a training institution"),
            is_public=True,
        ),
        get("/courses", ListCourses, "培训课程", "List courses one may enrol in", is_public=True),
        get("/courses/{course}", GetCourse, "培训课程详情", "Get a course", is_public=True),
        get("/exams", ListExams, "考试安排", "List exams one may register for", is_public=True),
        get("/exams/{exam}", GetExam, "考试详情", "Get an exam", is_public=True),
    ),
    *of(
        Audience.PERSON,
        get("/person/enrolments", ListEnrolments, "我的报名", "List one's own enrolments"),
        post("/courses/{course}/enrol", EnrolInCourse, "培训报名", "Enrol in a course"),
        post(
            *("/enrolments/{enrolment}/withdraw", WithdrawEnrolment),
            *("取消培训报名", "Withdraw one's own enrolment"),
        ),
        get("/person/exams", ListOwnExams, "我的考试", "List one's own exams and results"),
        post("/exams/{exam}/register", RegisterForExam, "考试报名", "Register for an exam"),
        post(
            *("/exam-registrations/{registration}/withdraw", WithdrawExamRegistration),
            *("取消考试报名", "Withdraw one's own registration"),
        ),
    ),
    *of(
        Audience.AUTHORITY,
        post(
            *("/training-institutions", PublishTrainingInstitution),
            *("发布培训机构", "Publish a training institution"),
            status=201,
            location="/training-institutions/{id}",
        ),
        put(
            *("/training-institutions/{institution}", ChangeTrainingInstitution),
            *("修改培训机构", "Change a training institution"),
        ),
        post(
            *("/training-institutions/{institution}/close", CloseTrainingInstitution),
            *("培训机构停止招生", "Close a training institution"),
        ),
        post(
            *("/training-institutions/{institution}/reopen", ReopenTrainingInstitution),
            *("培训机构恢复招生", "Open a training institution again"),
        ),
        post(
            *("/courses", PublishCourse, "发布培训课程", "Publish a course"),
            status=201,
            location="/courses/{id}",
        ),
        put("/courses/{course}", ChangeCourse, "修改培训课程", "Change a course"),
        post("/courses/{course}/cancel", CancelCourse, "取消培训课程", "Cancel a course"),
        get(
            *("/courses/{course}/enrolments", ListCourseEnrolments),
            *("课程报名名单", "List who is enrolled in a course"),
        ),
        post(
            *("/exams", PublishExam, "发布考试", "Publish an exam"),
            status=201,
            location="/exams/{id}",
        ),
        put("/exams/{exam}", ChangeExam, "修改考试安排", "Change an exam"),
        post("/exams/{exam}/cancel", CancelExam, "取消考试", "Cancel an exam"),
        get(
            *("/exams/{exam}/registrations", ListExamRegistrations),
            *("考试报名名单", "List who is registered for an exam"),
        ),
    ),
)
