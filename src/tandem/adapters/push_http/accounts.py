"""Pushes go to the gateway that an administrator connected for the app; where there is none, as the settings say."""

from tandem.adapters.push_http.channel import KIND, PushChannel
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account, Push, PushLater, PushRefused, PushSender


class AccountPushes:
    """See channels.push.ports.PushSender. An account of the app goes before one for every app; one that is paused holds
    its pushes back until they are given up."""

    def __init__(self, accounts: Accounts, channel: PushChannel, otherwise: PushSender | None) -> None:
        self._accounts, self._channel, self._otherwise = accounts, channel, otherwise

    async def send(self, push: Push) -> None:
        account = await self._account(push.site)
        if account is None:
            if self._otherwise is None:
                raise PushRefused("no_gateway")
            return await self._otherwise.send(push)
        if account.paused_at is not None:
            raise PushLater("paused")
        try:
            await self._channel.gateway(account).send(push)
        except PushRefused as refused:
            await self._accounts.note_error(account, refused.reason)
            raise
        except PushLater as later:
            await self._accounts.note_error(account, str(later))
            raise
        await self._accounts.note_sent(account)

    async def _account(self, app: str) -> Account | None:
        known = await self._accounts.of_kind(KIND)
        return next(
            (one for wanted in (app, "") for one in known if one.settings.get("app", "") == wanted), None
        )
