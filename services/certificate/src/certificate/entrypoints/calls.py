"""The calls about certificates, category changes and jobs that certificate answers."""

from bus.entrypoints import answers
from bus.rules import any_of, authority, enterprises, verified_persons
from certificate.application import UseCases
from contracts import certificate as told
from contracts.principal import Principal
from contracts.vocabulary import Role

READERS = any_of(verified_persons, enterprises, authority())


class CertificateCalls:
    """The doors of what certificates are."""

    use: UseCases

    @answers(told.GetCertificate, allow=READERS)
    def get_certificate(self, call: told.GetCertificate, by: Principal) -> told.Certificate:
        """Get a certificate."""
        return self.use.certificates.get(call, by)

    @answers(told.GetCertificateUnit, allow=READERS)
    def get_certificate_unit(
        self, call: told.GetCertificateUnit, by: Principal
    ) -> told.CertificateUnit:
        """Tell whether a certificate's unit employs its holder."""
        return self.use.certificates.unit(call, by)

    @answers(told.GetCertificateVersions, allow=READERS)
    def get_certificate_versions(
        self, call: told.GetCertificateVersions, by: Principal
    ) -> told.CertificateVersions:
        """Get all versions of a certificate."""
        return self.use.certificates.versions(call, by)

    @answers(told.GetMarkHistory, allow=READERS)
    def get_mark_history(self, call: told.GetMarkHistory, by: Principal) -> told.MarkHistory:
        """Get the history of a certificate's abnormal reasons."""
        return self.use.certificates.marks(call, by)

    @answers(told.ListCertificates, allow=READERS)
    def list_certificates(self, call: told.ListCertificates, by: Principal) -> told.Certificates:
        """List certificates."""
        return self.use.certificates.page(call, by)

    @answers(told.GetHolderFigures, allow=verified_persons)
    def get_holder_figures(self, call: told.GetHolderFigures, by: Principal) -> told.HolderFigures:
        """Give one's own figures."""
        return self.use.figures.own(by)

    @answers(told.PreviewCategoryChange, allow=authority())
    def preview_category_change(
        self, call: told.PreviewCategoryChange, by: Principal
    ) -> told.CategoryPreview:
        """Preview a category case's effects."""
        return self.use.categories.preview(call)

    @answers(told.ApproveCategoryChange, allow=authority(Role.DECIDER))
    def approve_category_change(
        self, call: told.ApproveCategoryChange, by: Principal
    ) -> told.ApprovedCategoryChange:
        """Approve a category case on the preview one has seen."""
        return self.use.categories.approve(call)

    @answers(told.GetJob, allow=authority())
    def get_job(self, call: told.GetJob, by: Principal) -> told.Job:
        """Get a bulk job's progress."""
        return self.use.jobs.get(call)

    @answers(told.FindJob, allow=authority())
    def find_job(self, call: told.FindJob, by: Principal) -> told.Job:
        """Get a bulk job's progress by its key."""
        return self.use.jobs.find(call)

    @answers(told.ListJobs, allow=authority())
    def list_jobs(self, call: told.ListJobs, by: Principal) -> told.Jobs:
        """List bulk jobs."""
        return self.use.jobs.page(call)
