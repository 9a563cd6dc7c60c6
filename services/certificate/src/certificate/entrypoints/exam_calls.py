"""The calls about exams and one's own that certificate answers."""

from bus.entrypoints import answers
from bus.rules import anyone, authority, persons, verified_persons
from certificate.application import UseCases
from contracts import certificate as told
from contracts.principal import Principal
from contracts.vocabulary import Role


class ExamCalls:
    """The doors of 我的考试 (二.3); one who is not verified learns at registering what lacks."""

    use: UseCases

    @answers(told.PublishExam, allow=authority(Role.EXAMINER))
    def publish_exam(self, call: told.PublishExam, by: Principal) -> told.Exam:
        """Publish an exam."""
        return self.use.training.occasions.publish_exam(call, by)

    @answers(told.ChangeExam, allow=authority(Role.EXAMINER))
    def change_exam(self, call: told.ChangeExam, by: Principal) -> told.Exam:
        """Change an exam."""
        return self.use.training.occasions.change_exam(call, by)

    @answers(told.CancelExam, allow=authority(Role.EXAMINER))
    def cancel_exam(self, call: told.CancelExam, by: Principal) -> told.Exam:
        """Cancel an exam."""
        return self.use.training.occasions.cancel_exam(call, by)

    @answers(told.ListExams, allow=anyone)
    def list_exams(self, call: told.ListExams, by: Principal) -> told.Exams:
        """List exams."""
        return self.use.training.occasions.exams(call)

    @answers(told.GetExam, allow=anyone)
    def get_exam(self, call: told.GetExam, by: Principal) -> told.Exam:
        """Get an exam."""
        return self.use.training.occasions.exam(call)

    @answers(told.RegisterForExam, allow=persons)
    def register_for_exam(self, call: told.RegisterForExam, by: Principal) -> told.OwnExam:
        """Register for an exam."""
        return self.use.training.enrolling.register(call, by)

    @answers(told.WithdrawExamRegistration, allow=verified_persons)
    def withdraw_exam_registration(
        self, call: told.WithdrawExamRegistration, by: Principal
    ) -> told.OwnExam:
        """Withdraw one's own registration."""
        return self.use.training.enrolling.withdraw_registration(call, by)

    @answers(told.ListOwnExams, allow=verified_persons)
    def list_own_exams(self, call: told.ListOwnExams, by: Principal) -> told.OwnExams:
        """List one's own exams."""
        return self.use.training.reading.exams(call, by)

    @answers(told.ListExamRegistrations, allow=authority())
    def list_exam_registrations(
        self, call: told.ListExamRegistrations, by: Principal
    ) -> told.EnrolledPersons:
        """List who is registered for an exam."""
        return self.use.training.reading.registered_for(call, by)
