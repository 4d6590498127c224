"""/local/mail: the demo's mailboxes from the customer's side. They are there with the demo alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, StringConstraints

from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.local import LocalMail, LocalMailbox, NotLocal
from tandem.adapters.mail.taking import KIND
from tandem.contexts.access import api as access
from tandem.contexts.access.api import CurrentStaff
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account
from tandem.kit.errors import Invalid, NotFound
from tandem.kit.http import Body, Db

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class LocalMailboxOut(BaseModel):
    """A mailbox that is a folder on this machine."""

    account: str
    name: str
    address: str


class LocalMailOut(BaseModel):
    """One mail; `direction`: in is what a customer wrote, out is our answer."""

    id: str
    account: str
    direction: Literal["in", "out"]
    at: datetime
    sender: str
    recipient: str
    subject: str
    text: str
    files: list[str]


class LocalMailsOut(BaseModel):
    mailboxes: list[LocalMailboxOut]
    mails: list[LocalMailOut]


class WrittenMail(Body):
    """A mail of a customer. `answers`: the id of an outgoing one."""

    account: Key
    sender: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)]
    subject: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
    answers: Annotated[str, StringConstraints(max_length=200)] | None = None


class WrittenMailOut(BaseModel):
    id: str


def router(accounts: Accounts, mailbox: LocalMailbox) -> APIRouter:
    """Routes of the local mailboxes."""
    api = APIRouter(prefix="/local", tags=["local"])

    @api.get("/mail")
    async def list_local_mail(
        db: Db, actor: CurrentStaff, response: Response, limit: Annotated[int, Query(ge=1, le=100)] = 50
    ) -> LocalMailsOut:
        """The newest mails of every mailbox on this machine, as customers see them. Needs `settings.manage`;
        audited."""
        actor.require(access.permissions.SETTINGS_MANAGE)
        response.headers["Cache-Control"] = "no-store"
        found = [one for one in await accounts.of_kind(KIND) if _is_local(one)]
        mails = [(one.key, mail) for one in found for mail in await mailbox.newest(one, limit)]
        mails.sort(key=lambda pair: (pair[1].at, pair[1].id), reverse=True)
        async with db.transaction() as tx:
            await access.record(tx, actor, "mail_local.read", "mailbox:local", {"count": len(mails[:limit])})
        return LocalMailsOut(mailboxes=_boxes(found), mails=[_out(*pair) for pair in mails[:limit]])

    @api.post("/mail", status_code=201)
    async def write_local_mail(db: Db, actor: CurrentStaff, body: WrittenMail) -> WrittenMailOut:
        """Write as a customer. Needs `settings.manage`; audited. 404 "channel_account_not_found"; 422
        "mail_address_unfit"."""
        actor.require(access.permissions.SETTINGS_MANAGE)
        account = await accounts.by_key(KIND, body.account)
        if account is None or not _is_local(account):
            raise NotFound("channel_account_not_found")
        try:
            name = await mailbox.write(
                account, sender=body.sender, subject=body.subject, text=body.text, answers=body.answers
            )
        except NotLocal as error:
            raise Invalid("mail_address_unfit", fields=[("sender", "an address")]) from error
        async with db.transaction() as tx:
            await access.record(tx, actor, "mail_local.written", f"channel_account:{account.id}", {})
        return WrittenMailOut(id=name)

    return api


def _is_local(account: Account) -> bool:
    box = Mailbox(account)
    return box.receives_by == "maildir" and box.sends_by == "maildir"


def _boxes(found: Sequence[Account]) -> list[LocalMailboxOut]:
    return [
        LocalMailboxOut(account=one.key, name=one.name, address=str(one.settings.get("address", "")))
        for one in found
    ]


def _out(key: str, one: LocalMail) -> LocalMailOut:
    return LocalMailOut(
        id=one.id, account=key, direction="in" if one.direction == "in" else "out", at=one.at, sender=one.sender,
        recipient=one.recipient, subject=one.subject, text=one.text, files=list(one.files),
    )  # fmt: skip
