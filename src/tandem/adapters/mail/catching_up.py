"""Reading what is new in one folder of an IMAP mailbox, by UID."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from tandem.adapters.mail import state
from tandem.adapters.mail.connecting import Connected
from tandem.adapters.mail.imap import Numbering
from tandem.adapters.mail.state import Place
from tandem.adapters.mail.taking import Raw, Taken, Taking, folder_mark, limit_of
from tandem.contexts.channels.ports import Account

log = structlog.get_logger(__name__)
_PAGE = 50
_PAGE_BYTES = 32 * 1024 * 1024
_OVERLAP = timedelta(days=1)


class CatchingUp:
    """What was kept is noted after it was kept; what is read twice is one (Taking)."""

    def __init__(self, taking: Taking) -> None:
        self._taking = taking
        self._db = taking.accounts.db

    async def __call__(self, account: Account, folder: str, mailbox: Connected, now: Numbering) -> Taken:
        """Everything that is new in the folder that is open. What was in it when the account was connected is
        history, for `tandem mail import`. After a new UIDVALIDITY what came since the day before the last
        look is read again, and the rest is history once more, whoever meets the new numbering first."""
        place = await self._begun(account, folder, now)
        if place.uidvalidity != now.uidvalidity:
            return await self._anew(account, folder, mailbox, place, now)
        if now.next_uid <= place.next_uid:
            return Taken()
        sizes = await mailbox.run(mailbox.session.sizes, place.next_uid, None)
        return await self._read(account, folder, mailbox, now.uidvalidity, sizes, note=True)

    async def _begun(self, account: Account, folder: str, now: Numbering) -> Place:
        async with self._db.transaction() as tx:
            place = await state.place(tx, account.id, folder)
            if place.uidvalidity is None:
                await state.begin(tx, account.id, folder, now.uidvalidity, now.next_uid)
                place = await state.place(tx, account.id, folder)
        return place

    async def _anew(
        self, account: Account, folder: str, mailbox: Connected, place: Place, now: Numbering
    ) -> Taken:
        log.warning("mail.uidvalidity_changed", account=account.key)
        uids: Sequence[int] = []
        if place.read_at is not None:
            uids = await mailbox.run(mailbox.session.since, (place.read_at - _OVERLAP).date())
        sizes = await mailbox.run(mailbox.session.sizes, uids[0], uids[-1]) if uids else []
        wanted = set(uids)
        again = [one for one in sizes if one[0] in wanted]
        taken = await self._read(account, folder, mailbox, now.uidvalidity, again, note=False)
        async with self._db.transaction() as tx:
            await state.begin(tx, account.id, folder, now.uidvalidity, now.next_uid)
        return taken

    async def _read(
        self, account: Account, folder: str, mailbox: Connected, uidvalidity: int,
        sizes: Sequence[tuple[int, int]], *, note: bool,
    ) -> Taken:  # fmt: skip
        taken = Taken()
        own = await self._taking.own()
        for page in pages(sizes):
            mails = await fetched(mailbox, folder, uidvalidity, page)
            taken.add(await self._taking.keep(account, await self._taking.read(account, mails, own)))
            if note:
                async with self._db.transaction() as tx:
                    await state.read_up_to(tx, account.id, folder, uidvalidity, page[-1][0])
        return taken


async def fetched(
    mailbox: Connected, folder: str, uidvalidity: int, page: Sequence[tuple[int, int]]
) -> list[Raw]:
    """The mails of a page; of one that is too large its beginning."""
    size_of = dict(page)
    by_limit: dict[int, list[int]] = {}
    for uid, size in page:
        by_limit.setdefault(limit_of(size) if limit_of(size) < size else 0, []).append(uid)

    def read() -> list[Raw]:
        found = []
        for limit, uids in by_limit.items():
            most = limit or max(size_of[uid] for uid in uids) + 1024
            for uid, content in mailbox.session.mails(uids, most):
                found.append(Raw(f"imap/{folder_mark(folder)}/{uidvalidity}/{uid}", content, cut=bool(limit)))
        return found

    return await mailbox.run(read)


def pages(sizes: Sequence[tuple[int, int]], most: int = _PAGE) -> list[list[tuple[int, int]]]:
    """UIDs with sizes in pages that fit into memory."""
    found: list[list[tuple[int, int]]] = []
    room = 0
    for uid, size in sizes:
        needs = limit_of(size)
        if not found or len(found[-1]) >= most or needs > room:
            found.append([])
            room = _PAGE_BYTES
        found[-1].append((uid, size))
        room -= needs
    return found
