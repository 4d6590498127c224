"""Text messages that go nowhere: an outbox that staff of a demo read, and answer, instead of telephones."""

from tandem.adapters.sms_local.endpoints import router
from tandem.adapters.sms_local.gateway import LocalGateway
from tandem.adapters.sms_local.outbox import LocalSms, forget
from tandem.adapters.sms_local.replying import replies

__all__ = ["LocalGateway", "LocalSms", "forget", "replies", "router"]
