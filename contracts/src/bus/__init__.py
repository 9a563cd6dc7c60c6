"""How the words travel: calls, events, mailboxes, jobs and the runtime on nameko."""
