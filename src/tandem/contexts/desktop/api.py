"""The door of the desktop context, for seeds and tools: nothing stands above it."""

from tandem.contexts.desktop.repository.canned_replies import create as create_canned_reply

__all__ = ["create_canned_reply"]
