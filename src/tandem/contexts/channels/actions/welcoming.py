"""Welcoming: what an administrator sets about the beginning of a visit."""

from collections.abc import Sequence

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels import repository, rules
from tandem.contexts.channels.site import Site
from tandem.contexts.channels.visit import Invitation, PreChat
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid


async def change_pre_chat(tx: Tx, actor: Actor, key: str, form: PreChat) -> Site:
    """Set what the site asks before the first message. Needs `settings.manage`; audited.
    Raises SiteNotFound, Forbidden, Invalid (also when a purpose has no consent text yet)."""
    actor.require(permissions.SETTINGS_MANAGE)
    faults = rules.form_faults(form)
    worded = await customers.consent_texts(tx, "zh-CN")
    faults += [
        ("purposes", f"{purpose} has no text yet") for purpose in form.purposes if purpose not in worded
    ]
    if faults:
        raise Invalid(fields=faults)
    await repository.change_site(tx, key, pre_chat=form.kept())
    told = {"enabled": form.enabled, "fields": [f.key for f in form.fields], "purposes": list(form.purposes)}
    await record(tx, actor, "channel.pre_chat_changed", f"site:{key}", told)
    return await repository.get_site(tx, key)


async def change_invitations(tx: Tx, actor: Actor, key: str, invitations: Sequence[Invitation]) -> Site:
    """Set by which bubbles the site invites its visitors; none switches them off. Needs `settings.manage`; audited.
    Raises SiteNotFound, Forbidden, Invalid."""
    actor.require(permissions.SETTINGS_MANAGE)
    faults = [
        (f"items.{place}.{field}", reason)
        for place, one in enumerate(invitations)
        for field, reason in rules.invitation_faults(one)
    ]
    if faults:
        raise Invalid(fields=faults)
    await repository.change_site(tx, key, invitations=[one.kept() for one in invitations])
    await record(tx, actor, "channel.invitations_changed", f"site:{key}", {"invitations": len(invitations)})
    return await repository.get_site(tx, key)
