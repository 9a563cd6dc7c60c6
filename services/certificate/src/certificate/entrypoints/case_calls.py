"""The calls about certificate cases that certificate answers."""

from bus.entrypoints import answers
from bus.rules import any_of, authority, enterprises, verified_persons
from certificate.application import UseCases
from contracts import certificate as told
from contracts.principal import Principal
from contracts.vocabulary import Role

READERS = any_of(verified_persons, enterprises, authority())
OWN_OR_STAFF = any_of(verified_persons, authority())


class CaseCalls:
    """The doors of the businesses with a certificate in hand (六)."""

    use: UseCases

    @answers(told.CheckCertificateCase, allow=OWN_OR_STAFF)
    def check_certificate_case(
        self, call: told.CheckCertificateCase, by: Principal
    ) -> told.ChecklistReport:
        """Check the conditions of a business."""
        return self.use.cases.submission.check(call, by)

    @answers(told.SubmitCertificateCase, allow=verified_persons)
    def submit_certificate_case(
        self, call: told.SubmitCertificateCase, by: Principal
    ) -> told.CertificateCase:
        """Apply with one's own certificate."""
        return self.use.cases.submission.submit(call, by)

    @answers(told.WithdrawCertificateCase, allow=verified_persons)
    def withdraw_certificate_case(
        self, call: told.WithdrawCertificateCase, by: Principal
    ) -> told.CertificateCase:
        """Withdraw one's own case."""
        return self.use.cases.submission.withdraw(call, by)

    @answers(told.ConfirmCertificateCase, allow=enterprises)
    def confirm_certificate_case(
        self, call: told.ConfirmCertificateCase, by: Principal
    ) -> told.CertificateCase:
        """Confirm a case as the employer asked."""
        return self.use.cases.answers.confirm(call, by)

    @answers(told.RefuseCertificateCase, allow=enterprises)
    def refuse_certificate_case(
        self, call: told.RefuseCertificateCase, by: Principal
    ) -> told.CertificateCase:
        """Refuse to confirm a case."""
        return self.use.cases.answers.refuse(call, by)

    @answers(told.ApproveCertificateCase, allow=authority(Role.DECIDER))
    def approve_certificate_case(
        self, call: told.ApproveCertificateCase, by: Principal
    ) -> told.CertificateCase:
        """Approve a case."""
        return self.use.cases.decisions.approve(call, by)

    @answers(told.RejectCertificateCase, allow=authority(Role.DECIDER))
    def reject_certificate_case(
        self, call: told.RejectCertificateCase, by: Principal
    ) -> told.CertificateCase:
        """Reject a case."""
        return self.use.cases.decisions.reject(call, by)

    @answers(told.GetCertificateCase, allow=READERS)
    def get_certificate_case(
        self, call: told.GetCertificateCase, by: Principal
    ) -> told.CertificateCase:
        """Get a case."""
        return self.use.cases.reading.get(call, by)

    @answers(told.ListCertificateCases, allow=READERS)
    def list_certificate_cases(
        self, call: told.ListCertificateCases, by: Principal
    ) -> told.CertificateCases:
        """List cases."""
        return self.use.cases.reading.page(call, by)
