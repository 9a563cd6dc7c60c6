"""Routes of messages, a person's own or an enterprise's (二.4(5))."""

from typing import Final

from contracts.identity import (
    CountUnreadMessages,
    GetMessage,
    ListMessages,
    MarkAllMessagesRead,
    MarkMessagesRead,
)
from gateway.route import Audience, get, of, post

ROUTES: Final = of(
    Audience.MESSAGES,
    get("/messages", ListMessages, "消息", "List one's messages"),
    get("/messages/unread", CountUnreadMessages, "未读消息数", "Count one's unread messages"),
    get("/messages/{message}", GetMessage, "消息详情", "Get a message"),
    post("/messages/read", MarkMessagesRead, "标记已读", "Mark messages as read", status=204),
    post(
        *("/messages/read-all", MarkAllMessagesRead),
        *("全部标记已读", "Mark all messages up to one as read"),
        status=204,
    ),
)
