"""Messages (二.4(5)): told by events, listed, counted, read and marked as read."""

from dataclasses import dataclass
from uuid import UUID

from contracts import identity as told
from contracts.errors import NotFound
from contracts.message import Done, Event
from contracts.principal import Principal, PrincipalKind
from identity.application.news import news_of
from identity.application.pages import page_of, span_of
from identity.application.ports import Clock
from identity.application.ports_messages import (
    MessageRegister,
    MessageTransactions,
    WantedMessages,
)
from identity.application.wording import (
    WORDINGS,
    actions_of,
    codes_in,
    link_of,
    rendered,
)
from identity.domain.messages import Message, Recipient, to_enterprise, to_person


@dataclass(frozen=True, kw_only=True)
class Messages:
    """What the register tells people and enterprises, and what they do with it."""

    clock: Clock
    register: MessageRegister
    transactions: MessageTransactions

    def tell(self, event: Event, event_id: UUID) -> None:
        """Keep the messages that follow from an event."""
        with self.transactions() as records:
            records.tell(news_of(event), event=event_id, at=self.clock.now())

    def page(self, call: told.ListMessages, by: Principal) -> told.Messages:
        """Give a page of one's own messages; who has proved no name has none yet."""
        to = recipient_of(by)
        if to is None:
            return told.Messages(items=(), next=None)
        wanted = WantedMessages(
            codes=None if call.category is None else codes_in(call.category),
            is_read=call.is_read,
            needs_action=call.needs_action,
        )
        rows = self.register.messages(to, wanted, span_of(call.cursor, call.size))
        shown, after = page_of(rows, call.size)
        return told.Messages(
            items=tuple(message_view(row, call.language) for row in shown), next=after
        )

    def one(self, call: told.GetMessage, by: Principal) -> told.Message:
        """Give one of one's own messages."""
        to = recipient_of(by)
        message = None if to is None else self.register.message(to, call.message)
        if message is None:
            raise NotFound
        return message_view(message, call.language)

    def unread(self, by: Principal) -> told.UnreadMessages:
        """Count what is unread or still to be done, by category."""
        to = recipient_of(by)
        counts: dict[told.MessageCategory, told.UnreadInCategory] = {}
        for row in () if to is None else self.register.unread(to):
            category = WORDINGS[row.code].category
            before = counts.get(category)
            counts[category] = told.UnreadInCategory(
                category=category,
                unread=row.unread + (before.unread if before else 0),
                needs_action=row.needs_action + (before.needs_action if before else 0),
            )
        known = (counts.get(category) for category in told.MessageCategory)
        return told.UnreadMessages(items=tuple(each for each in known if each is not None))

    def mark_read(self, call: told.MarkMessagesRead, by: Principal) -> Done:
        """Mark these as read, all or none."""
        to, messages = recipient_of(by), tuple(dict.fromkeys(call.messages))
        with self.transactions() as records:
            theirs = records.mark_read(to, messages, self.clock.now()) if to else 0
            if theirs < len(messages):
                raise NotFound
        return Done()

    def mark_all_read(self, call: told.MarkAllMessagesRead, by: Principal) -> Done:
        """Mark all up to one as read, so that what came since is not missed."""
        to = recipient_of(by)
        codes = None if call.category is None else codes_in(call.category)
        with self.transactions() as records:
            if to is None or not records.mark_read_up_to(to, call.up_to, codes, self.clock.now()):
                raise NotFound
        return Done()


def recipient_of(by: Principal) -> Recipient | None:
    """Tell whose messages one reads: a person's own, or the enterprise's one acts for."""
    if by.kind is PrincipalKind.PERSON and by.person is not None:
        return to_person(by.person)
    if by.kind is PrincipalKind.ENTERPRISE and by.enterprise is not None:
        return to_enterprise(by.enterprise)
    return None


def message_view(message: Message, language: told.Language) -> told.Message:
    """Say a message in a language."""
    wording = WORDINGS[message.code]
    return told.Message(
        id=message.id,
        category=wording.category,
        code=message.code,
        parameters=dict(message.parameters),
        title=rendered(wording.title, message, language),
        text=rendered(wording.text, message, language),
        link=link_of(message),
        actions=actions_of(message),
        created_at=message.created_at,
        read_at=message.read_at,
    )
