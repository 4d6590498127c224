"""The hub: conversations and their numbered messages, who holds each, queues and routing, and the clocks."""
