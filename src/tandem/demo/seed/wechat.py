"""The demo lender's WeChat account, which speaks with the simulated platform."""

from tandem.contexts.access.api import Actor
from tandem.contexts.channels import api as channels
from tandem.demo.seed import lender
from tandem.demo.wechat_simulator.demo import KEY, account_settings
from tandem.kit.db import Tx
from tandem.settings import Settings


async def load(tx: Tx, settings: Settings, actor: Actor) -> None:
    """Make it; an existing one hears where the simulator answers now. Nothing while the simulator is off."""
    if settings.sim_wechat_url is None:
        return
    told, keys = account_settings(settings, settings.sim_wechat_url, lender.SITE)
    vault = channels.vault(settings.secret())
    if not await channels.change_settings(tx, actor, kind="wechat", key=KEY, settings=told):
        await channels.create_account(
            tx, vault, actor, kind="wechat", key=KEY, name="禾穗金融公众号", queue_key="general", settings=told,
            secrets=keys,
        )  # fmt: skip
