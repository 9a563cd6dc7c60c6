"""The calls about training institutions, courses and enrolment that certificate answers."""

from bus.entrypoints import answers
from bus.rules import anyone, authority, persons, verified_persons
from certificate.application import UseCases
from contracts import certificate as told
from contracts.principal import Principal
from contracts.vocabulary import Role


class TrainingCalls:
    """The doors of 培训报名 (二.3); one who is not verified learns at enrolment what lacks."""

    use: UseCases

    @answers(told.PublishTrainingInstitution, allow=authority(Role.ADMINISTRATOR))
    def publish_training_institution(
        self, call: told.PublishTrainingInstitution, by: Principal
    ) -> told.TrainingInstitution:
        """Publish a training institution."""
        return self.use.training.institutions.publish(call, by)

    @answers(told.ChangeTrainingInstitution, allow=authority(Role.ADMINISTRATOR))
    def change_training_institution(
        self, call: told.ChangeTrainingInstitution, by: Principal
    ) -> told.TrainingInstitution:
        """Change a training institution."""
        return self.use.training.institutions.change(call, by)

    @answers(told.CloseTrainingInstitution, allow=authority(Role.ADMINISTRATOR))
    def close_training_institution(
        self, call: told.CloseTrainingInstitution, by: Principal
    ) -> told.TrainingInstitution:
        """Close a training institution."""
        return self.use.training.institutions.close(call, by)

    @answers(told.ReopenTrainingInstitution, allow=authority(Role.ADMINISTRATOR))
    def reopen_training_institution(
        self, call: told.ReopenTrainingInstitution, by: Principal
    ) -> told.TrainingInstitution:
        """Open a training institution again."""
        return self.use.training.institutions.reopen(call, by)

    @answers(told.ListTrainingInstitutions, allow=anyone)
    def list_training_institutions(
        self, call: told.ListTrainingInstitutions, by: Principal
    ) -> told.TrainingInstitutions:
        """List training institutions."""
        return self.use.training.institutions.page(call)

    @answers(told.GetTrainingInstitution, allow=anyone)
    def get_training_institution(
        self, call: told.GetTrainingInstitution, by: Principal
    ) -> told.TrainingInstitution:
        """Get a training institution."""
        return self.use.training.institutions.one(call)

    @answers(told.PublishCourse, allow=authority(Role.EXAMINER))
    def publish_course(self, call: told.PublishCourse, by: Principal) -> told.Course:
        """Publish a course."""
        return self.use.training.occasions.publish_course(call, by)

    @answers(told.ChangeCourse, allow=authority(Role.EXAMINER))
    def change_course(self, call: told.ChangeCourse, by: Principal) -> told.Course:
        """Change a course."""
        return self.use.training.occasions.change_course(call, by)

    @answers(told.CancelCourse, allow=authority(Role.EXAMINER))
    def cancel_course(self, call: told.CancelCourse, by: Principal) -> told.Course:
        """Cancel a course."""
        return self.use.training.occasions.cancel_course(call, by)

    @answers(told.ListCourses, allow=anyone)
    def list_courses(self, call: told.ListCourses, by: Principal) -> told.Courses:
        """List courses."""
        return self.use.training.occasions.courses(call)

    @answers(told.GetCourse, allow=anyone)
    def get_course(self, call: told.GetCourse, by: Principal) -> told.Course:
        """Get a course."""
        return self.use.training.occasions.course(call)

    @answers(told.EnrolInCourse, allow=persons)
    def enrol_in_course(self, call: told.EnrolInCourse, by: Principal) -> told.Enrolment:
        """Enrol in a course."""
        return self.use.training.enrolling.enrol(call, by)

    @answers(told.WithdrawEnrolment, allow=verified_persons)
    def withdraw_enrolment(self, call: told.WithdrawEnrolment, by: Principal) -> told.Enrolment:
        """Withdraw one's own enrolment."""
        return self.use.training.enrolling.withdraw(call, by)

    @answers(told.ListEnrolments, allow=verified_persons)
    def list_enrolments(self, call: told.ListEnrolments, by: Principal) -> told.Enrolments:
        """List one's own enrolments."""
        return self.use.training.reading.own(call, by)

    @answers(told.ListCourseEnrolments, allow=authority())
    def list_course_enrolments(
        self, call: told.ListCourseEnrolments, by: Principal
    ) -> told.EnrolledPersons:
        """List who is enrolled in a course."""
        return self.use.training.reading.enrolled_in(call, by)
