"""The calls about continuing education that certificate answers."""

from bus.entrypoints import answers
from bus.rules import any_of, anyone, authority, enterprises, services, verified_persons
from certificate.application import UseCases
from contracts import certificate as told
from contracts.principal import Principal
from contracts.vocabulary import Role

READERS = any_of(verified_persons, enterprises, authority())
OWN_OR_STAFF = any_of(verified_persons, authority())


class EducationCalls:
    """The doors of continuing education and of the daily work (六.5, 六.6)."""

    use: UseCases

    @answers(told.GetCeTemplate, allow=anyone)
    def get_ce_template(self, call: told.GetCeTemplate, by: Principal) -> told.Spreadsheet:
        """Get the template for importing continuing-education records."""
        return self.use.education.importing.template(call)

    @answers(told.ImportCeRecords, allow=authority(Role.EXAMINER))
    def import_ce_records(self, call: told.ImportCeRecords, by: Principal) -> told.ImportReport:
        """Import continuing-education records, or try to."""
        return self.use.education.importing.apply(call, by)

    @answers(told.GetRefusedCeRows, allow=authority(Role.EXAMINER))
    def get_refused_ce_rows(self, call: told.GetRefusedCeRows, by: Principal) -> told.Spreadsheet:
        """Get the rows that an import would refuse."""
        return self.use.education.importing.refused_rows(call, by)

    @answers(told.ListCeImports, allow=authority())
    def list_ce_imports(self, call: told.ListCeImports, by: Principal) -> told.CeImports:
        """List imports of continuing-education records."""
        return self.use.education.reading.imports(call, by)

    @answers(told.ListCeRecords, allow=OWN_OR_STAFF)
    def list_ce_records(self, call: told.ListCeRecords, by: Principal) -> told.CeRecords:
        """List continuing-education records."""
        return self.use.education.reading.records(call, by)

    @answers(told.GetCeReviews, allow=READERS)
    def get_ce_reviews(self, call: told.GetCeReviews, by: Principal) -> told.CeReviews:
        """Get a certificate's automatic reviews."""
        return self.use.education.reading.reviews(call, by)

    @answers(told.RunDailyWork, allow=services("review_scheduler"))
    def run_daily_work(self, call: told.RunDailyWork, by: Principal) -> told.DailyRun:
        """Have a day's work done, or tell how far it is."""
        return self.use.education.daily_work.run(call)
