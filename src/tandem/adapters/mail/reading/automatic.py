"""Recognising mail that no person wrote for us: it is never answered."""

import re
from collections.abc import Collection
from email.message import Message

from tandem.adapters.mail.reading.addresses import addresses
from tandem.adapters.mail.reading.words import header, raw_header, raw_headers

MAX_HOPS = 30
LOOP_HEADER = "X-Tandem-Account"
_ROBOTS = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|bounce[+-].*|listserv|majordomo|noreply.*)",
    re.I,
)
_SUBJECT = re.compile(
    r"\s*(?:auto(?:matic|mated)?[ -]?(?:reply|response|antwort)\b|out of (?:the )?office\b|vacation reply\b|"
    r"(?:re[:：]\s*)?[\[【(]?(?:自动回复|自動回覆|自动应答|外出自动回复|休假自动回复|自动答复|假期回复|不在办公室)).*",
    re.I | re.S,
)
_FAILED = re.compile(
    r"\s*(?:undelivered mail|undeliverable|mail delivery (?:failed|failure|system)|delivery status notification|"
    r"returned mail|failure notice|delivery failure|.*(?:退信|系统退信|邮件退回|投递失败|无法投递|發信失敗)).*",
    re.I | re.S,
)
_BULK = {"bulk", "junk", "list", "auto_reply"}


def why_not_answered(message: Message, own: Collection[str]) -> str | None:
    """A code: loop, own_address, bounce, auto_reply, mailing_list, bulk, robot; None for a person's mail. `own`: the
    addresses of this installation's accounts. After RFC 3834 and what clients do instead."""
    if raw_header(message, LOOP_HEADER) or len(raw_headers(message, "received")) > MAX_HOPS:
        return "loop"
    sender = next((one.value for one in addresses(raw_header(message, "from"))), "")
    if sender in own:
        return "own_address"
    if is_bounce(message, sender):
        return "bounce"
    if _is_automatic(message):
        return "auto_reply"
    if any(raw_header(message, name) for name in ("list-id", "list-post", "mailing-list", "x-mailing-list")):
        return "mailing_list"
    if header(message, "precedence").lower() in _BULK:
        return "bulk"
    return "robot" if _ROBOTS.fullmatch(sender.partition("@")[0]) else None


def is_bounce(message: Message, sender: str) -> bool:
    """A report that something was not delivered, in the standard's form or in words."""
    kind = message.get_content_type()
    if kind == "multipart/report":
        return str(message.get_param("report-type", "")).lower() in ("delivery-status", "")
    if raw_header(message, "x-failed-recipients"):
        return True
    empty_path = raw_header(message, "return-path").strip() == "<>"
    daemon = sender.partition("@")[0] in ("mailer-daemon", "postmaster")
    return (empty_path or daemon) and bool(_FAILED.fullmatch(header(message, "subject")[:200]))


def _is_automatic(message: Message) -> bool:
    submitted = header(message, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if any(raw_header(message, name) for name in ("x-autoreply", "x-autorespond", "x-autoreply-from")):
        return True
    if header(message, "precedence").lower() == "auto_reply":
        return True
    suppressed = header(message, "x-auto-response-suppress").lower()
    if raw_header(message, "return-path").strip() == "<>" or suppressed in ("all", "autoreply"):
        return True
    return bool(_SUBJECT.fullmatch(header(message, "subject")[:200]))
