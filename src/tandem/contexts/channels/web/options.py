"""What wiring decides about the web chat."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class WebOptions:
    """`secret` is the product's root secret. Sizes in bytes, rates per minute.
    `complaint_queue` is where written complaints go, if the lender has it."""

    secret: bytes
    attachment_bytes: int = 10 * 1024 * 1024
    message_chars: int = 10_000
    messages_per_minute: int = 60
    sessions_per_minute: int = 30
    rate_limits: bool = True
    trusted_proxies: tuple[str, ...] = ()
    session: timedelta = timedelta(days=30)
    sockets_per_customer: int = 10
    sockets_per_process: int = 20_000
    complaint_queue: str | None = None
