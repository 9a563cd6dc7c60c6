"""Workers of the industry in a running register, and the exams they pass."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

from PIL import Image
from sqlalchemy import text

from certificate.adapters.spreadsheets import KIND_TITLES, Column
from contracts.certificate import (
    ApproveExamResults,
    Certificate,
    Certificates,
    CheckIssuance,
    ChecklistReport,
    ExamResult,
    ImportExamResults,
    ImportReport,
    ListCertificates,
    ListExamResults,
)
from contracts.employment import AcceptOffer, OfferEmployment
from contracts.identity import RegisterPersonAccount, UploadIdPhoto, VerifyRealName
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import CertificateKind, Trade
from tests.makers import Firm, World, an_id_number

PRINCIPAL, SAFETY, OPERATOR = CertificateKind
EXAM_DAY: Final = date(2024, 3, 1)
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A person with an account, as far as the test has brought them."""

    world: World
    by: Principal
    name: str
    id_number: str = field(repr=False)

    @property
    def person(self) -> UUID:
        assert self.by.person is not None
        return self.by.person

    def verifies(self) -> "Worker":
        """Prove the real name (一)."""
        call = VerifyRealName(name=self.name, id_number=self.id_number)
        proved = self.world.stack.ask(call, by=self.by)
        return replace(self, by=replace(self.by, person=proved.id))

    def uploads_photo(self) -> "Worker":
        """Upload an ID photo."""
        self.world.stack.ask(UploadIdPhoto(content=a_photo()), by=self.by)
        return self

    def joins(self, firm: Firm) -> "Worker":
        """Be offered employment and accept it (四)."""
        offered = self.world.stack.ask(
            OfferEmployment(name=self.name, id_number=self.id_number), by=firm.account
        )
        self.world.stack.ask(AcceptOffer(offer=offered.id), by=self.by)
        return self

    def is_no_longer_verified(self) -> "Worker":
        """Lose the verification: no business does this, it is written directly."""
        with self.world.stack.database("identity").independent() as transaction:
            forget = text("UPDATE persons SET verified_at = NULL WHERE id = :person")
            transaction.execute(forget, {"person": self.person})
        return self

    def passed(self, kind: CertificateKind, trade: Trade | None = None, **differs: Any) -> "Exam":
        """An exam this person took."""
        return Exam(name=self.name, id_number=self.id_number, kind=kind, trade=trade, **differs)

    @property
    def results(self) -> tuple[ExamResult, ...]:
        """Their exam results, the newest import first."""
        return self.world.stack.ask(ListExamResults(), by=self.by).items

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Their certificates, newest first."""
        found: Certificates = self.world.stack.ask(ListCertificates(), by=self.by)
        return found.items

    def checklist(self, result: ExamResult | None = None) -> ChecklistReport:
        """What issuance still lacks for a result, their only one unless named."""
        if result is None:
            [result] = self.results
        return self.world.stack.ask(CheckIssuance(result=result.id), by=self.by)

    def unmet(self, result: ExamResult | None = None) -> set[str]:
        """The codes of the conditions that are not met."""
        return {each.code for each in self.checklist(result).findings if not each.is_met}


@dataclass(frozen=True, kw_only=True)
class Exam:
    """A row of an office's spreadsheet."""

    name: str
    id_number: str = field(repr=False)
    kind: CertificateKind
    trade: Trade | None = None
    on: date = EXAM_DAY
    has_passed: bool = True

    @property
    def row(self) -> dict[str, str]:
        return {
            Column.NAME: self.name,
            Column.ID_NUMBER: self.id_number,
            Column.KIND: KIND_TITLES[self.kind],
            Column.TRADE: self.trade.value if self.trade else "",
            Column.EXAM_DATE: self.on.isoformat(),
            Column.SCORE: "86.5",
            Column.PASSED: "合格" if self.has_passed else "不合格",
            Column.INSTITUTION: "青海示例培训学校",
        }


@cache
def a_photo() -> bytes:
    """A picture that passes for an ID photo."""
    content = io.BytesIO()
    Image.new("RGB", (295, 413), "steelblue").save(content, "JPEG")
    return content.getvalue()


def an_account(world: World, **differs: Any) -> Worker:
    """Somebody with an account who has proved nothing yet; works for the test's own person."""
    account = world.stack.ask(
        RegisterPersonAccount(username=f"worker-{next(_numbers)}", password="quite-a-Password")
    )
    by = Principal(kind=PrincipalKind.PERSON, account=account.id, session=uuid4())
    known = {"name": "样例工", "id_number": an_id_number(), **differs}
    return Worker(world=world, by=by, **known)


def a_worker(world: World, firm: Firm | None = None, **differs: Any) -> Worker:
    """Somebody who meets all conditions of issuance, but for an employer if none is named."""
    worker = an_account(world, **differs).verifies().uploads_photo()
    return worker if firm is None else worker.joins(firm)


def a_sheet(exams: Iterable[Exam], **extra: str) -> bytes:
    """The CSV file that an office would send."""
    content = io.StringIO(newline="")
    writer = csv.DictWriter(content, [column.value for column in Column], restval="")
    writer.writeheader()
    writer.writerows({**exam.row, **extra} for exam in exams)
    return content.getvalue().encode("utf-8-sig")


def imported(world: World, *exams: Exam) -> ImportReport:
    """Import exams, undecided."""
    return world.stack.ask(ImportExamResults(content=a_sheet(exams)), by=world.staff, timeout=60)


def approved(world: World, *exams: Exam, settle: bool = True) -> ImportReport:
    """Import exams and have them approved; waits until all that can be issued is issued."""
    report = imported(world, *exams)
    assert report.id is not None
    world.stack.ask(ApproveExamResults(imported_in=report.id), by=world.staff)
    if settle:
        world.stack.settle()
    return report
