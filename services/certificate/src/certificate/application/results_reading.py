"""Reading exam results and imports: one's own, or the province's."""

from dataclasses import dataclass

from certificate.application.certificates import sight_of
from certificate.application.pages import cursor_of, place_in
from certificate.application.ports_results import ResultRegister, WantedResults
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True)
class ResultReading:
    """What can be read of exam results."""

    register: ResultRegister

    def imports(self, call: told.ListImports, by: Principal) -> told.Imports:
        """Give a page of imports, newest first, with how many results stand where."""
        province = sight_of(by).province
        if province is None:
            raise NotFound
        page = self.register.imports(province, place_in(call.cursor), call.size)
        return told.Imports(items=page.items, next=cursor_of(page.next))

    def results(self, call: told.ListExamResults, by: Principal) -> told.ExamResults:
        """Give a page of results, newest first."""
        wanted = WantedResults(
            size=call.size,
            before=place_in(call.cursor),
            status=call.status,
            imported_in=call.imported_in,
            person=call.person,
        )
        page = self.register.results(wanted, sight_of(by))
        return told.ExamResults(items=page.items, next=cursor_of(page.next))
