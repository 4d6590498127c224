"""Pushes that go nowhere: an outbox that staff of a demo read instead of telephones."""

from tandem.adapters.push_local.endpoints import router
from tandem.adapters.push_local.outbox import LocalPushes, forget

__all__ = ["LocalPushes", "forget", "router"]
