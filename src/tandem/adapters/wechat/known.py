"""Accounts by their key, remembered for some seconds: 500 callbacks a second must not read 500 rows."""

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

    async def of(self, key: str) -> WeChat:
        """The account. Raises AccountUnknown, also for one that lacks what callbacks are checked by."""
        if not _KEY.fullmatch(key):
            raise AccountUnknown()
        found = self._entries.get(key)
        if found is None or found.until < monotonic():
            if found is not None:  # one looks, the others go on with what was known
                self._entries[key] = _Entry(found.wechat, monotonic() + _LASTS_S)
            account = await self._accounts.by_key(KIND, key)
            if len(self._entries) >= _MOST:  # strangers may name any key
                self._entries.clear()
            found = _Entry(wechat_of(account) if account else None, monotonic() + _LASTS_S)
            self._entries[key] = found
        if found.wechat is None or not found.wechat.sound:
            raise AccountUnknown()
        return found.wechat
