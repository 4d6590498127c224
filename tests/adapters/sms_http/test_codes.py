"""Verification codes over a channel account (TANDEM_SMS=sms:KEY)."""

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError
from sqlalchemy import select

from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.written.models import account_table
from tandem.contexts.channels.written.repository import accounts
from tandem.contexts.verification.api import NotSent
from tandem.kit.db import Database
from tandem.settings import Settings
from tandem.wiring.channels.sms import AccountCodes

from .gateway_sim import KEY_ID, SECRET, SimulatedGateway, serving

PHONE, TEXT = "13900000000", "验证码482913，5分钟内有效。"


async def test_a_code_goes_once_and_what_goes_wrong_is_told_without_it(database_url):
    db = Database(database_url, pool_size=2)
    kept = Accounts(db, Fernet(Fernet.generate_key()))
    codes = AccountCodes(kept, "main")
    with pytest.raises(NotSent, match="no SMS account main"):
        await codes.send(PHONE, TEXT, purpose="bind", key="one")
    async with serving(SimulatedGateway()) as sim:
        told = {"gateway": "http", "signature": "禾穗", "url": sim.url, "key_id": KEY_ID}
        async with db.transaction() as tx:
            made = await accounts.add(
                tx, kept.vault, kind="sms", key="main", name="短信", queue_key="general", settings=told,
                secrets={"secret": SECRET},
            )  # fmt: skip
        for _ in range(2):
            await codes.send(PHONE, TEXT, purpose="bind", key="one")
        await codes.send(PHONE, TEXT, purpose="bind", key="two")
        assert [one["text"] for one in sim.taken.values()] == [f"【禾穗】{TEXT}"] * 2
        sim.answers = [(503, b"", {})]
        with pytest.raises(NotSent, match="gateway_away"):
            await codes.send(PHONE, TEXT, purpose="bind", key="three")
        async with db.transaction() as tx:
            assert (await tx.execute(select(account_table.c.last_error))).scalar_one() == "gateway_away"
            assert made is not None
            await accounts.change(tx, made, paused_at=tx.now)
        with pytest.raises(NotSent, match="paused"):
            await codes.send(PHONE, TEXT, purpose="bind", key="four")
        await codes.close()
    await db.close()


def test_where_text_messages_go_is_a_setting():
    assert Settings(sms="sms:main").sms_account == "main"
    assert Settings(sms="local").sms_account is None
    for wrong in ("", "sms:", "sms:Main", "email:main", "sms:a b"):
        with pytest.raises(ValidationError):
            Settings(sms=wrong)
