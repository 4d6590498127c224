"""Mails as strangers send them, composed from the RFCs."""

from email.message import EmailMessage
from email.policy import EmailPolicy
from uuid import UUID

from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.threading import Threads
from tandem.contexts.channels.ports import Account

ACCOUNT_ID = UUID("01990000-0000-7000-8000-000000000001")
CONVERSATION = UUID("01990000-0000-7000-8000-0000000000aa")
THREADS = Threads(b"k" * 32)
ADDRESS = "service@hesui.example"


def account(**settings) -> Account:
    secrets = settings.pop("secrets", {})
    told = {"address": ADDRESS, "receive": "maildir", "send": "maildir", **settings}
    return Account(ACCOUNT_ID, "email", "service", "客服邮箱", "general", told, secrets)


def box(**settings) -> Mailbox:
    return Mailbox(account(**settings))


def plain(text: str = "您好，我想问一下这个月的账单。", **heads: str) -> bytes:
    """A mail by its heads (underscores are hyphens; an empty one is left out)."""
    message = EmailMessage(policy=EmailPolicy(max_line_length=500))
    told = {
        "From": "张春梅 <chunmei@example.com>", "To": ADDRESS, "Subject": "账单", "Message_ID": "<a1@example.com>",
        "Date": "Fri, 20 Nov 2026 10:00:00 +0800", **heads,
    }  # fmt: skip
    for name, value in told.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def raw(heads: str, body: bytes) -> bytes:
    """A mail byte by byte."""
    return heads.strip().replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
