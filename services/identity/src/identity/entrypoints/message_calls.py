"""The calls that identity answers about messages."""

from typing import Final

from bus.entrypoints import answers
from bus.rules import any_of, enterprises, persons
from contracts.identity import (
    CountUnreadMessages,
    GetMessage,
    ListMessages,
    MarkAllMessagesRead,
    MarkMessagesRead,
    Message,
    Messages,
    UnreadMessages,
)
from contracts.message import Done
from contracts.principal import Principal
from identity.application import UseCases

RECIPIENTS: Final = any_of(persons, enterprises)


class MessageCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(ListMessages, allow=RECIPIENTS)
    def list_messages(self, call: ListMessages, by: Principal) -> Messages:
        """Give a page of one's own messages."""
        return self.use.messages.page(call, by)

    @answers(GetMessage, allow=RECIPIENTS)
    def get_message(self, call: GetMessage, by: Principal) -> Message:
        """Give one of one's own messages."""
        return self.use.messages.one(call, by)

    @answers(CountUnreadMessages, allow=RECIPIENTS)
    def count_unread_messages(self, call: CountUnreadMessages, by: Principal) -> UnreadMessages:
        """Count what is unread or to be done."""
        return self.use.messages.unread(by)

    @answers(MarkMessagesRead, allow=RECIPIENTS)
    def mark_messages_read(self, call: MarkMessagesRead, by: Principal) -> Done:
        """Mark some as read."""
        return self.use.messages.mark_read(call, by)

    @answers(MarkAllMessagesRead, allow=RECIPIENTS)
    def mark_all_messages_read(self, call: MarkAllMessagesRead, by: Principal) -> Done:
        """Mark all up to one as read."""
        return self.use.messages.mark_all_read(call, by)
