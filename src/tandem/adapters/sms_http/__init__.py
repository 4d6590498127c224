"""Text messages over a gateway that speaks signed JSON by HTTP: docs/howto/connect-an-sms-gateway.md."""

from tandem.adapters.sms_http.callbacks import callbacks
from tandem.adapters.sms_http.gateway import HttpGateway

__all__ = ["HttpGateway", "callbacks"]
