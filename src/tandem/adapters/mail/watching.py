"""Listening to mailboxes (IMAP IDLE): one process for each folder, another when that one is gone."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from tandem.adapters.mail import state
from tandem.adapters.mail.catching_up import CatchingUp
from tandem.adapters.mail.connecting import connected
from tandem.adapters.mail.fields import AccountIncomplete, Mailbox
from tandem.adapters.mail.imap import ImapFailed
from tandem.adapters.mail.oauth import OAuthFailed, Tokens
from tandem.adapters.mail.taking import KIND, Taking
from tandem.contexts.channels.ports import Account
from tandem.kit.ids import new_id

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=30)
# Servers hang up after 30 minutes (RFC 2177), routers between them and us sooner.
_IDLE_S = 540.0
_POLL_S = 30.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 5.0, 300.0


@dataclass
class _Watch:
    account: Account
    task: asyncio.Task[None]


class Watching:
    """`tend` runs every few seconds in every worker: it takes up folders that nobody listens to and keeps its own.
    A process that dies or hangs loses its folders after LEASE."""

    def __init__(self, taking: Taking, tokens: Tokens) -> None:
        self._taking, self._tokens = taking, tokens
        self._catch_up = CatchingUp(taking)
        self._me: UUID = new_id()
        self._watches: dict[tuple[UUID, str], _Watch] = {}

    async def tend(self) -> int:
        """How many folders this process listens to."""
        wanted: dict[tuple[UUID, str], Account] = {}
        for account in await self._taking.accounts.of_kind(KIND):
            box = Mailbox(account)
            if box.receives_by == "imap":
                wanted.update({(account.id, folder): account for folder in box.folders})
        for key, watch in list(self._watches.items()):
            if key not in wanted or _differs(wanted[key], watch.account):
                await self._leave(key)
        for key, account in wanted.items():
            async with self._taking.accounts.db.transaction() as tx:
                mine = await state.watch(tx, *key, self._me, LEASE)
            if not mine:
                await self._leave(key)
            elif key not in self._watches or self._watches[key].task.done():
                self._watches[key] = _Watch(account, asyncio.create_task(self._listen(account, key[1])))
        return len(self._watches)

    async def stop(self) -> None:
        """Leave every folder."""
        for key in list(self._watches):
            await self._leave(key)

    async def _leave(self, key: tuple[UUID, str]) -> None:
        watch = self._watches.pop(key, None)
        if watch is not None:
            watch.task.cancel()
            with suppress(asyncio.CancelledError):
                await watch.task

    async def _listen(self, account: Account, folder: str) -> None:
        """For ever; connects again with growing pauses. What is wrong stands with the account."""
        pause = _FIRST_PAUSE_S
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._while_connected(account, folder)
            except (ImapFailed, OAuthFailed) as error:
                code = error.code
            except AccountIncomplete as error:
                code = f"account_{error.field}"
            except Exception as error:  # one mailbox must not end the listening to it for ever
                log.exception("mail.listening_failed", account=account.key)
                code = type(error).__name__
            if asyncio.get_running_loop().time() - began > _LONGEST_PAUSE_S:
                pause = _FIRST_PAUSE_S
            log.warning("mail.disconnected", account=account.key, code=code, again_in_s=pause)
            await self._note(account, code)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _while_connected(self, account: Account, folder: str) -> None:
        async with connected(Mailbox(account), self._tokens) as mailbox:
            now = await mailbox.run(mailbox.session.examine, folder)
            log.info("mail.listening", account=account.key)
            while True:
                await self._catch_up(account, folder, mailbox, now)
                if mailbox.session.can_idle():
                    await mailbox.run(mailbox.session.idle, _IDLE_S)
                else:
                    await asyncio.sleep(_POLL_S)
                now = await mailbox.run(mailbox.session.numbering, folder)

    async def _note(self, account: Account, code: str) -> None:
        with suppress(Exception):  # the database may be what is away
            await self._taking.accounts.note_error(account, code)


def _differs(now: Account, then: Account) -> bool:
    return (now.settings, now.secrets) != (then.settings, then.secrets)
