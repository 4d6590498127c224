"""Importing: what was written before the account was connected becomes conversations that are over."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from uuid import UUID

from tandem.contexts.channels.written.actions.accepting import fitted
from tandem.contexts.channels.written.messages import Account, Incoming
from tandem.contexts.channels.written.repository import inbox
from tandem.contexts.channels.written.rules.fitting import split
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.i18n import translate
from tandem.kit.ids import id_of

_GAP = timedelta(days=1)


async def keep_past(tx: Tx, account: Account, incomings: Iterable[Incoming]) -> int:
    """Keep messages of the past, some hundred at a time; how many were new. Those of one sender with less than a day
    between them are one conversation, resolved: nobody is told, no bot answers, no clock runs. Files are named, not
    fetched. The same again changes nothing. Raises IncomingUnfit (see `accept`)."""
    fresh = await _fresh(tx, account, [fitted(one) for one in incomings if one.kind == "message"])
    queue = await conversations.queue_by_key(tx, account.queue_key)
    past: list[conversations.PastConversation] = []
    held: list[tuple[UUID, str]] = []
    for sender, written in _by_sender(fresh).items():
        customer = await customers.recognise(tx, account.kind, account.key, sender, name=written[-1].name)
        for run in _runs(written):
            made = _conversation(account, customer, queue.id, run)
            past.append(made)
            held += [(made.id, one.external_id) for one in run]
    if past:
        await conversations.load_history(tx, past)
        await inbox.belong_to(tx, account.id, held)
    return len(fresh)


async def _fresh(tx: Tx, account: Account, told: Sequence[Incoming]) -> list[Incoming]:
    """Those that were not here, each once."""
    once = {one.external_id: one for one in told}
    new = await inbox.add_past(tx, account.id, list(once.values())) if once else set()
    return [one for one in once.values() if one.external_id in new]


def _by_sender(written: Sequence[Incoming]) -> Mapping[str, list[Incoming]]:
    found: dict[str, list[Incoming]] = {}
    for one in sorted(written, key=lambda one: (one.at, one.external_id)):
        found.setdefault(one.sender, []).append(one)
    return dict(sorted(found.items()))


def _runs(written: Sequence[Incoming]) -> Iterator[list[Incoming]]:
    run: list[Incoming] = []
    for one in written:
        if run and one.at - run[-1].at >= _GAP:
            yield run
            run = []
        run.append(one)
    yield run


def _conversation(
    account: Account, customer: customers.Customer, queue_id: UUID, run: Sequence[Incoming]
) -> conversations.PastConversation:
    name = customer.display_name()
    mark = blake2b(f"{account.id}:{run[0].external_id}".encode(), digest_size=10).digest()
    return conversations.PastConversation(
        id=id_of(run[0].at, int.from_bytes(mark)), customer_id=customer.id, customer_name=name,
        customer_verified=customer.verified, channel=account.kind, account=account.key, queue_id=queue_id,
        opened_at=run[0].at, ended_at=run[-1].at,
        messages=[
            conversations.PastMessage(one.at, "customer", piece, customer.id, name)
            for one in run
            for piece in split(_text(one), conversations.MAX_CHARS)
        ],
    )  # fmt: skip


def _text(one: Incoming) -> str:
    names = (translate("channels.file_in_the_past", "zh-CN", name=file.name[:80]) for file in one.files)
    subject = translate("channels.subject", "zh-CN", subject=one.subject) if one.subject else ""
    return "\n".join(filter(str.strip, [subject, one.text, *names])) or "…"
