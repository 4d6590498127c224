"""Text messages that go nowhere: an outbox that staff of a demo read instead of telephones."""

from tandem.adapters.sms_local.endpoints import router
from tandem.adapters.sms_local.outbox import LocalSms, forget

__all__ = ["LocalSms", "forget", "router"]
