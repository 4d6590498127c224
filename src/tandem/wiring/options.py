"""Settings as the contexts want them."""

from datetime import timedelta

from tandem.contexts.access import api as access
from tandem.contexts.channels.web.options import WebOptions
from tandem.settings import Settings

API = "/api/v1"
COMPLAINTS = {"complaint": "complaint", "regulator": "complaint"}
"""Where hand-overs of these reasons go, if the lender has such a queue."""


def web_options(settings: Settings, secret: bytes) -> WebOptions:
    return WebOptions(
        secret=secret,
        attachment_bytes=settings.attachment_bytes,
        message_chars=settings.message_chars,
        messages_per_minute=settings.rate_messages_per_minute,
        sessions_per_minute=settings.rate_sessions_per_minute,
        rate_limits=settings.rate_limits,
        trusted_proxies=settings.trusted_proxies,
        complaint_queue=COMPLAINTS["complaint"],
    )


def gate(settings: Settings, secret: bytes) -> access.AccessOptions:
    return access.AccessOptions(
        secret=secret,
        session=timedelta(hours=settings.session_hours),
        secure_cookies=settings.secure_cookies,
        allowed_origins=settings.allowed_origins,
        trusted_proxies=settings.trusted_proxies,
        public_url=settings.public_url,
        logins_per_minute=settings.rate_logins_per_minute,
        rate_limits=settings.rate_limits,
        cheap_passwords=settings.testing,
    )
