"""Accounts by their key, remembered for some seconds: 500 callbacks a second must not read 500 rows."""

import asyncio
import re
from dataclasses import dataclass
from time import monotonic

from tandem.adapters.wechat.errors import AccountUnknown
from tandem.adapters.wechat.settings import WeChat, wechat_of
from tandem.contexts.channels.api import Accounts

KIND = "wechat"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LASTS_S = 5.0
_MOST = 500


@dataclass(frozen=True)
class _Entry:
    wechat: WeChat | None
    until: float


class Known:
    """One for each process. A changed secret counts after five seconds."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._entries: dict[str, _Entry] = {}
        self._looking: dict[str, asyncio.Task[_Entry]] = {}

    async def of(self, key: str) -> WeChat:
        """The account. Raises AccountUnknown, also for one that lacks what callbacks are checked by."""
        if not _KEY.fullmatch(key):
            raise AccountUnknown()
        found = self._entries.get(key)
        if found is None or found.until < monotonic():
            if found is not None:  # one looks, the others go on with what was known
                self._entries[key] = _Entry(found.wechat, monotonic() + _LASTS_S)
            found = await self._looked_up(key)
        if found.wechat is None or not found.wechat.sound:
            raise AccountUnknown()
        return found.wechat

    async def _looked_up(self, key: str) -> _Entry:
        """In a process that has just started the first hundreds come together: one looks, the others wait for it."""
        looking = self._looking.get(key)
        if looking is None:
            looking = self._looking[key] = asyncio.create_task(self._look(key))
            looking.add_done_callback(lambda _: self._looking.pop(key, None))
        return await asyncio.shield(looking)

    async def _look(self, key: str) -> _Entry:
        account = await self._accounts.by_key(KIND, key)
        if len(self._entries) >= _MOST:  # strangers may name any key
            self._entries.clear()
        found = _Entry(wechat_of(account) if account else None, monotonic() + _LASTS_S)
        self._entries[key] = found
        return found
