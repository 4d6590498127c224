"""WeChat official accounts (微信公众号): callbacks in, customer-service and template messages out. See README.md."""

from tandem.adapters.wechat.api import WeChatApi
from tandem.adapters.wechat.binding import Handover, binding
from tandem.adapters.wechat.callback import callbacks
from tandem.adapters.wechat.channel import WeChatChannel
from tandem.adapters.wechat.office import Office
from tandem.adapters.wechat.tokens import Tokens

__all__ = ["Handover", "Office", "Tokens", "WeChatApi", "WeChatChannel", "binding", "callbacks"]
