"""The person whose certificate's life is told: born for the story, named in an office's files."""

import csv
import io
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from contracts.certificate import ImportReport
from contracts.employment import Employment, Offer, Offers
from contracts.id_number import check_digit_of
from contracts.identity import Person
from contracts.message import from_wire
from contracts.vocabulary import CertificateKind
from gascert_local.demo import accounts
from gascert_local.demo.client import Visitor
from gascert_local.demo.samples import FOLDER
from gascert_local.demo.words import KINDS

NAME: Final = "岁长青"
KIND: Final = CertificateKind.SAFETY_MANAGER
AGE: Final = 30
_REGION: Final = "639999"  # assigned to no place: nobody has such a number
_PORTRAIT: Final = "p001.jpg"
_SCHOOL: Final = "青海示例培训学校"


@dataclass(frozen=True, kw_only=True)
class Hero:
    """Somebody who holds a certificate for the length of a story."""

    visitor: Visitor
    id_number: str = field(repr=False)

    def exam(self, on: date) -> bytes:
        """Give the office's file of an exam that was passed."""
        return _sheet({**self._named, "考试日期": on.isoformat(), "成绩": "92", "是否合格": "合格"})

    def education(self, ordinal: str, number: str, on: date) -> bytes:
        """Give the office's file of a continuing education that was passed (六.5)."""
        told = {"继续教育次数": ordinal, "发证日期": on.isoformat(), "证书编号": number}
        return _sheet({**self._named, **told})

    @property
    def _named(self) -> dict[str, str]:
        return {
            "姓名": NAME,
            "身份证号": self.id_number,
            "证书类别": KINDS[KIND],
            "工种": "",
            "培训机构": _SCHOOL,
        }


def arrives(stranger: Visitor, today: date) -> Hero:
    """Let somebody open an account, prove the name and upload a photo (一)."""
    first_17 = f"{_REGION}{today.year - AGE}{today:%m}01{secrets.randbelow(500) * 2 + 1:03}"
    id_number = first_17 + check_digit_of(first_17)
    visitor = accounts.opened(stranger, "/accounts/person", f"life.{secrets.token_hex(4)}")
    visitor.put(Person, "/person/real-name", {"name": NAME, "id_number": id_number})
    visitor = visitor.refreshed()
    photo = (FOLDER / "photos" / _PORTRAIT).read_bytes()
    visitor.send("PUT", "/person/photo", data=photo, headers={"Content-Type": "image/jpeg"})
    return Hero(visitor=visitor, id_number=id_number)


def is_employed(hero: Hero, firm: Visitor) -> None:
    """Let the enterprise offer a position and the person accept (四)."""
    body = {"name": NAME, "id_number": hero.id_number, "position": KINDS[KIND]}
    firm.post(Offer, "/offers", body)
    [offer] = hero.visitor.pages(Offers, "/offers", status="open")
    hero.visitor.post(Employment, f"/offers/{offer.id}/accept")


def sent(examiner: Visitor, path: str, content: bytes) -> ImportReport:
    """Import a file whose rows are all good; raises `RuntimeError` where one is refused."""
    plain = {"Content-Type": "application/octet-stream"}
    answer = examiner.send("POST", path, data=content, headers=plain)
    report = from_wire(ImportReport, answer.json())
    if report.refused or not report.accepted:
        raise RuntimeError("；".join(fault.reason for fault in report.faults) or "nothing is new")
    return report


def _sheet(row: Mapping[str, str]) -> bytes:
    """Write a CSV file as spreadsheet programs do, with a byte-order mark."""
    content = io.StringIO(newline="")
    writer = csv.DictWriter(content, list(row))
    writer.writeheader()
    writer.writerow(row)
    return content.getvalue().encode("utf-8-sig")
