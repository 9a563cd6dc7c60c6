"""Routes of what persons say of themselves (二.2, 二.4)."""

from typing import Final

from contracts.identity import (
    AddCredential,
    AddWorkHistoryEntry,
    ChangeCredential,
    ChangeWorkHistoryEntry,
    GetProfile,
    ListCredentials,
    ListWorkHistory,
    RemoveCredential,
    RemoveWorkHistoryEntry,
    SaveProfile,
)
from gateway.route import Audience, delete, get, of, post, put

ROUTES: Final = of(
    Audience.PERSON,
    get("/person/profile", GetProfile, "个人信息", "Get one's own particulars"),
    put("/person/profile", SaveProfile, "完善个人信息", "Complete one's own particulars"),
    get("/person/work-history", ListWorkHistory, "我的履历", "List a work history"),
    post(
        *("/person/work-history", AddWorkHistoryEntry),
        *("添加履历", "Add to one's work history"),
        status=201,
    ),
    put(
        *("/person/work-history/{entry}", ChangeWorkHistoryEntry),
        *("修改履历", "Change an entry of one's work history"),
    ),
    delete(
        *("/person/work-history/{entry}", RemoveWorkHistoryEntry),
        *("删除履历", "Remove an entry of one's work history"),
        status=204,
    ),
    get(
        *("/person/credentials", ListCredentials),
        *("学历、学位、职称", "List educations, degrees and titles"),
    ),
    post(
        *("/person/credentials", AddCredential),
        *("学历、学位、职称证书录入", "Enter an education, a degree or a title"),
        status=201,
    ),
    put(
        *("/person/credentials/{credential}", ChangeCredential),
        *("修改学历、学位、职称", "Change an education, a degree or a title"),
    ),
    delete(
        *("/person/credentials/{credential}", RemoveCredential),
        *("删除学历、学位、职称", "Remove an education, a degree or a title"),
        status=204,
    ),
)
