"""What events tell whom (二.4(5), K9, C7), and in which words."""

import pytest

from contracts.identity import Language
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    DissolutionStatus,
    OccasionStatus,
    OfferStatus,
    ReminderKind,
    VersionCause,
)
from identity.application.messages import message_view
from identity.application.news import (
    NEWS,
    SILENT,
    cases,
    days,
    employments,
    news_of,
    training,
)
from identity.application.wording import ACTIONS, LINKS, WORDINGS, WORDS
from identity.domain.messages import Draft, Message
from identity.entrypoints.reactions import Reactions
from tests.announcements import Example, examples
from tests.contracts.words import EVENTS
from tests.daily_announcements import daily_examples
from tests.name_change_announcements import name_change_examples
from tests.training_announcements import training_examples
from tests.unit.identity.makers import NOW

EXAMPLES = [
    *(*examples(), *daily_examples()),
    *(*name_change_examples(), *training_examples()),
]


def kept(draft: Draft, *, is_current: bool = True) -> Message:
    """The message as it is kept."""
    return Message(
        id=draft.about,
        code=draft.code,
        about=draft.about,
        parameters=draft.parameters,
        created_at=NOW,
        read_at=None,
        is_current=is_current,
    )


def untold(mapped: set[object]) -> set[str]:
    return {event.__name__ for event in EVENTS if event not in mapped}


def test_every_event_is_told_or_silent_for_a_reason() -> None:
    assert untold({*NEWS, *SILENT}) == set()
    assert NEWS.keys() & SILENT.keys() == set()
    assert all(SILENT.values())


def test_an_event_that_is_forgotten_is_seen() -> None:
    [first, *others] = [*NEWS, *SILENT]
    assert untold(set(others)) == {first.__name__}


def test_identity_reacts_to_what_is_told_and_to_nothing_else() -> None:
    heard = {
        method.reacting.event for method in vars(Reactions).values() if hasattr(method, "reacting")
    }
    assert heard == set(NEWS)


def test_there_is_an_example_of_every_event_that_is_told() -> None:
    assert {type(example.event) for example in EXAMPLES} == set(NEWS)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_event_tells_those_whom_it_concerns(example: Example) -> None:
    drafts = news_of(example.event).drafts
    assert sorted((draft.to.id, draft.code) for draft in drafts) == sorted(example.told)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_message_can_be_said_in_both_languages(example: Example) -> None:
    for draft in news_of(example.event).drafts:
        said = [message_view(kept(draft), language) for language in Language]
        assert all("{" not in each.title + each.text + str(each.link) for each in said)
        assert said[0].title != said[1].title
        assert said[0].text.endswith("。")
        assert said[1].text.isascii()
        assert said[1].title[0].isupper()


def test_every_wording_is_used_and_leads_somewhere_known() -> None:
    used = {draft.code for example in EXAMPLES for draft in news_of(example.event).drafts}
    assert used == WORDINGS.keys()
    assert {each.link for each in WORDINGS.values()} - {None} == LINKS.keys()
    assert {action for each in WORDINGS.values() for action in each.actions} == ACTIONS.keys()


def test_whatever_may_happen_has_words() -> None:
    assert employments.OFFERS.keys() == set(OfferStatus)
    told = {DissolutionStatus.CONFIRMED, DissolutionStatus.REFUSED}
    assert employments.TO_THE_OTHER_SIDE.keys() | told == set(DissolutionStatus)
    assert days.REMINDERS.keys() == set(ReminderKind)
    assert cases.TO_HOLDER.keys() == set(CertificateCaseStatus)
    assert training.COURSES.keys() == training.EXAMS.keys() == set(OccasionStatus)
    assert WORDS["business"].keys() >= set(CertificateCaseKind)
    assert WORDS["cause"].keys() >= set(VersionCause)
    assert WORDS["reason"].keys() == set(AbnormalReason)


def test_a_message_whose_matter_has_moved_on_asks_nothing() -> None:
    asking = [
        draft
        for example in EXAMPLES
        for draft in news_of(example.event).drafts
        if WORDINGS[draft.code].actions
    ]
    assert asking
    for draft in asking:
        assert draft.standing is not None
        assert message_view(kept(draft), Language.CHINESE).actions
        assert message_view(kept(draft, is_current=False), Language.CHINESE).actions == ()
