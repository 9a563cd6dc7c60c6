"""The calls about exam results and issuance that certificate answers."""

from bus.entrypoints import answers
from bus.rules import any_of, anyone, authority, services, verified_persons
from certificate.application import UseCases
from contracts import certificate as told
from contracts.principal import Principal
from contracts.vocabulary import Role

OWN_OR_STAFF = any_of(verified_persons, authority())


class ResultCalls:
    """The doors of what leads to certificates."""

    use: UseCases

    @answers(told.GetResultTemplate, allow=anyone)
    def get_result_template(self, call: told.GetResultTemplate, by: Principal) -> told.Spreadsheet:
        """Get the template for importing exam results."""
        return self.use.results.importing.template(call)

    @answers(told.ImportExamResults, allow=authority(Role.EXAMINER))
    def import_exam_results(self, call: told.ImportExamResults, by: Principal) -> told.ImportReport:
        """Import exam results, or try to."""
        return self.use.results.importing.apply(call, by)

    @answers(told.GetRefusedRows, allow=authority(Role.EXAMINER))
    def get_refused_rows(self, call: told.GetRefusedRows, by: Principal) -> told.Spreadsheet:
        """Get the rows that an import would refuse."""
        return self.use.results.importing.refused_rows(call)

    @answers(told.ListImports, allow=authority())
    def list_imports(self, call: told.ListImports, by: Principal) -> told.Imports:
        """List imports."""
        return self.use.results.reading.imports(call, by)

    @answers(told.ListExamResults, allow=OWN_OR_STAFF)
    def list_exam_results(self, call: told.ListExamResults, by: Principal) -> told.ExamResults:
        """List exam results."""
        return self.use.results.reading.results(call, by)

    @answers(told.ApproveExamResults, allow=authority(Role.DECIDER))
    def approve_exam_results(self, call: told.ApproveExamResults, by: Principal) -> told.JobStarted:
        """Approve an import's results and start issuing."""
        return self.use.results.review.approve(call, by)

    @answers(told.RejectExamResults, allow=authority(Role.DECIDER))
    def reject_exam_results(
        self, call: told.RejectExamResults, by: Principal
    ) -> told.RejectedResults:
        """Reject an import's undecided results."""
        return self.use.results.review.reject(call, by)

    @answers(told.CheckIssuance, allow=OWN_OR_STAFF)
    def check_issuance(self, call: told.CheckIssuance, by: Principal) -> told.ChecklistReport:
        """Check the conditions of issuance."""
        return self.use.results.at_command.check(call, by)

    @answers(told.IssueCertificate, allow=verified_persons)
    def issue_certificate(self, call: told.IssueCertificate, by: Principal) -> told.Certificate:
        """Issue the certificate of one's own result."""
        return self.use.results.at_command.issue(call, by)

    @answers(told.RetryPendingIssuances, allow=services("review_scheduler"))
    def retry_pending_issuances(
        self, call: told.RetryPendingIssuances, by: Principal
    ) -> told.RetriedIssuances:
        """Try all pending issuances again, once for a day."""
        return self.use.results.trigger.try_day_again(call.day)
