"""Where the value of a template's field comes from. What is said of a loan comes from the ledger and from nowhere else:
nobody types it, nobody changes it."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from tandem.kit.chinese.writing import day

LEDGER = (
    "bill.amount", "bill.due_on", "bill.overdue_amount", "certificate.number", "certificate.issued_on",
    "payment.amount", "payment.on",
)  # fmt: skip
OTHER = ("customer.name", "account.name", "agent.name", "today", "now")
SOURCES = (*OTHER, *LEDGER)


def from_ledger(source: str | None) -> bool:
    """Whether only the ledger may fill it in."""
    return source in LEDGER


def masked_name(name: str | None) -> str:
    """王*欣, 王*: enough to know who is meant, not to learn it; 客户 for who has no name. As on certificates."""
    whole = (name or "").strip()
    if len(whole) <= 1:
        return "客户"
    return f"{whole[0]}*{whole[-1]}" if len(whole) > 2 else f"{whole[0]}*"


def amount(fen: int) -> str:
    """1280.00元: without thousands, as forms of operators demand it."""
    return f"{fen // 100}.{fen % 100:02}元"


def plain_values(
    *, name: str | None, account: str, agent: str | None, now: datetime, zone: tzinfo
) -> Mapping[str, str]:
    """Everything that is known without the ledger. `name`: the customer's, None when they told none."""
    local = now.astimezone(zone)
    told = {
        "customer.name": masked_name(name), "account.name": account, "today": day(local.date()),
        "now": f"{day(local.date())} {local:%H:%M}",
    }  # fmt: skip
    return told if agent is None else {**told, "agent.name": agent}
