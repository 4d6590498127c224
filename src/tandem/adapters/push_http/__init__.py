"""Pushes over a gateway that speaks signed JSON by HTTP: docs/howto/connect-an-app.md, section 5."""

from tandem.adapters.push_http.accounts import AccountPushes
from tandem.adapters.push_http.channel import PushChannel
from tandem.adapters.push_http.endpoints import router
from tandem.adapters.push_http.gateway import Gateway, HttpPushes

__all__ = ["AccountPushes", "Gateway", "HttpPushes", "PushChannel", "router"]
