"""Flows in living conversations: the version that is served (`shelf`), one message through them with the actions it
calls (`turning`), what the customer reads of it (`saying`), the rows (`repository`)."""
