"""Letting numbers jump ahead after a restore, so that none is given twice (RULES 2)."""

from dataclasses import dataclass

from certificate.application.ports import Clock
from certificate.application.ports_operations import (
    Jump,
    NumberingRecords,
    NumberingTransactions,
)
from certificate.domain.numbers import NumberScheme, allotted_core, read_number
from contracts import certificate as told
from contracts.errors import Fault, InvalidMessage, Refused
from contracts.vocabulary import CertificateKind


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """What an operator does to the sequences of numbers."""

    clock: Clock
    scheme: NumberScheme
    transactions: NumberingTransactions

    def skip(self, call: told.SkipNumbers) -> told.NumbersSkipped:
        """Jump beyond the last number given, the highest issued and the highest seen elsewhere."""
        year = self.clock.today().year
        seen = self._seen(call.seen, year)
        with self.transactions() as records:
            jumps = {
                kind: Jump(
                    margin=call.margin,
                    beyond=max(seen.get(kind, 0), self._highest_issued(records, kind, year)),
                )
                for kind in CertificateKind
            }
            skipped = records.skip(year, jumps)
            used_up = [each for each in skipped if each.last >= self.scheme.most_per_year]
            if used_up:
                raise Refused(
                    "NUMBERS_USED_UP",
                    "本年度证书编号不足",
                    "The year has not so many numbers left",
                    facts={"kinds": [each.kind.value for each in used_up]},
                )
        return told.NumbersSkipped(items=skipped)

    def _highest_issued(self, records: NumberingRecords, kind: CertificateKind, year: int) -> int:
        least, most = (
            allotted_core(self.scheme, kind, year, sequence)
            for sequence in (1, self.scheme.most_per_year)
        )
        return records.highest_issued(least, most, self.scheme.sequence_digits)

    def _seen(self, numbers: tuple[str, ...], year: int) -> dict[CertificateKind, int]:
        """Read numbers seen elsewhere; raises `InvalidMessage` naming those that are none."""
        highest: dict[CertificateKind, int] = {}
        faults = []
        for place, number in enumerate(numbers):
            parts = read_number(self.scheme, number)
            if parts is None:
                faults.append(Fault(path=f"seen.{place}", reason="is no certificate number"))
            elif parts.year == year:
                highest[parts.kind] = max(highest.get(parts.kind, 0), parts.sequence)
        if faults:
            raise InvalidMessage(faults=tuple(faults))
        return highest
