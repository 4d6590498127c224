"""What is wrong with a callback or with coming back from WeChat; texts in locales/*/wechat.json."""

from tandem.kit.errors import BadRequest, Conflict, Forbidden, NotFound


class AccountUnknown(NotFound):
    """No such account, or one that is not filled in."""

    default_code = "wechat_account_unknown"


class BadSignature(Forbidden):
    default_code = "wechat_bad_signature"


class StaleCallback(Forbidden):
    """Signed more than five minutes ago, or ahead."""

    default_code = "wechat_stale_callback"


class UnreadableCallback(BadRequest):
    """Genuine, but no message: a DTD, no sender, sealed for another account …"""

    default_code = "wechat_unreadable"


class BindingOff(NotFound):
    """The account names no site whose pages could open."""

    default_code = "wechat_binding_off"


class BindingBroken(Conflict):
    """Another browser began this, it took too long, or the platform's code is over: begin again."""

    default_code = "wechat_binding_broken"
