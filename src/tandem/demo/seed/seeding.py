"""The seed: organisation, staff with generated passwords, queues, calendars, site, knowledge."""

import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from tandem.contexts.access import api as access
from tandem.contexts.channels import api as channels
from tandem.contexts.conversations import api as conversations
from tandem.contexts.desktop import api as desktop
from tandem.demo.seed import consents as seed_consents
from tandem.demo.seed import knowledge as seed_knowledge
from tandem.demo.seed import lender
from tandem.demo.seed import portraits as seed_portraits
from tandem.demo.seed import sms as seed_sms
from tandem.demo.seed import templates as seed_templates
from tandem.demo.seed import wechat as seed_wechat
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database, Tx
from tandem.settings import DEMO_IDENTITY, Settings, stored_secret

log = structlog.get_logger(__name__)
ACTOR = access.Actor.system("demo")
LOGINS = "demo-logins.json"


async def ensure(settings: Settings) -> bool:
    """Make the demo lender in an empty database; True when it was made now.

    The generated log-ins are written to HOME/secrets/demo-logins.json (0600)."""
    assert settings.database_url is not None
    keyring = Keyring(settings.master_keys_given, settings.master_keys_path)
    db = Database(settings.database_url, pool_size=2, keyring=keyring)
    try:
        async with db.transaction() as tx:
            if await access.staff_by_username(tx, "admin") is not None:
                # An installation of an earlier release has none yet.
                await seed_portraits.load(tx)
                await seed_wechat.load(tx, settings, ACTOR)
                await seed_sms.load(tx, settings, ACTOR)
                await seed_templates.load(tx, settings, ACTOR)
                return False
        passwords = access.Passwords(cheap=settings.testing)
        people = [_Login(*one) for one in _people()]
        hashes = {one.username: await passwords.hash(one.password) for one in people}
        # The log-ins are kept before the accounts exist: the other way round a crash would lock everybody out.
        _keep_logins(settings.secrets_path / LOGINS, people)
        async with db.transaction() as tx:
            await _organisation(tx, people, hashes)
            await channels.create_site(
                tx, key=lender.SITE, name="禾穗消费金融", queue_key="general", brand=lender.BRAND,
                identity_mode="both", identity_secret=identity_secret(settings), secret=settings.secret(),
                greeting=lender.GREETING, privacy_text=lender.PRIVACY,
                complaint_text=lender.COMPLAINTS, faq=list(lender.FAQ), greeting_en=lender.GREETING_EN,
                privacy_text_en=lender.PRIVACY_EN, complaint_text_en=lender.COMPLAINTS_EN,
            )  # fmt: skip
            await channels.create_site(
                tx, key=lender.APP_SITE, name="禾穗App", kind="app", app_key=app_key(settings), queue_key="general",
                brand=lender.BRAND, identity_mode="both", identity_secret=identity_secret(settings),
                secret=settings.secret(), greeting=lender.GREETING, privacy_text=lender.PRIVACY,
                complaint_text=lender.COMPLAINTS, faq=list(lender.FAQ), greeting_en=lender.GREETING_EN,
                privacy_text_en=lender.PRIVACY_EN, complaint_text_en=lender.COMPLAINTS_EN,
            )  # fmt: skip
            await channels.create_account(
                tx, channels.vault(settings.secret()), ACTOR, kind="letter", key="head_office",
                name="总部来信", queue_key="general", settings={}, secrets={},
            )  # fmt: skip
            await channels.create_account(
                tx, channels.vault(settings.secret()), ACTOR, kind="email", key="service", name="禾穗客服",
                queue_key="general", settings=lender.MAILBOX, secrets={},
            )  # fmt: skip
            await seed_wechat.load(tx, settings, ACTOR)
            await seed_consents.load(tx, ACTOR)
            await seed_knowledge.load(tx)
            await seed_portraits.load(tx)
            await seed_sms.load(tx, settings, ACTOR)
            await seed_templates.load(tx, settings, ACTOR)
        return True
    finally:
        await db.close()


def identity_secret(settings: Settings) -> str:
    """What the demo lender's own web site would sign its visitors' identities with."""
    return stored_secret(settings.secrets_path / DEMO_IDENTITY)


def app_key(settings: Settings) -> str:
    """What the demo lender's own app carries."""
    return stored_secret(settings.secrets_path / "demo-app-key")


class _Login:
    def __init__(self, username: str, name: str, role: str, team: str | None) -> None:
        self.username, self.name, self.role, self.team = username, name, role, team
        self.password = access.generate_password(12)


def _people() -> list[tuple[str, str, str, str | None]]:
    people: list[tuple[str, str, str, str | None]] = []
    number = 0
    for index, team in enumerate(lender.TEAMS, 1):
        people.append((f"supervisor{index:02}", team.supervisor, "supervisor", team.name))
        for member in team.members:
            number += 1
            role = "complaint_officer" if team.complaint_officers else "agent"
            people.append((f"agent{number:02}", member, role, team.name))
    return people + [(username, name, role, None) for username, name, role in lender.OTHERS]


def _keep_logins(path: Path, people: list[_Login]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    body: list[dict[str, Any]] = [
        {"username": p.username, "password": p.password, "roles": [p.role], "name": p.name} for p in people
    ]
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(body, file, ensure_ascii=False, indent=1)
    draft.replace(path)


async def _organisation(tx: Tx, people: list[_Login], hashes: dict[str, str]) -> None:
    calendars = {
        name: await conversations.create_calendar(tx, name, definition)
        for name, definition in lender.CALENDARS.items()
    }
    queues = {
        q.key: await conversations.create_queue(
            tx, q.key, q.name, skills=q.skills, calendar_id=calendars[q.calendar] if q.calendar else None,
            accept_mode=q.accept_mode, sl_target_s=q.sl_target_s, first_response_s=q.first_response_s,
            next_response_s=q.next_response_s,
        )
        for q in lender.QUEUES
    }  # fmt: skip
    line = await access.create_business_line(tx, ACTOR, lender.BUSINESS_LINE)
    team_ids = {t.name: await access.create_team(tx, ACTOR, t.name, line) for t in lender.TEAMS}
    teams = {t.name: t for t in lender.TEAMS}
    for person in people:
        team_id = team_ids[person.team] if person.team else None
        staff = await access.create_staff(
            tx, ACTOR, username=person.username, name=person.name, roles=[person.role], team_id=team_id,
            password_hash=hashes[person.username],
        )  # fmt: skip
        if person.team:
            team = teams[person.team]
            await conversations.create_seat(
                tx, staff.id, person.name, queue_ids=[queues[key] for key in team.queues], skills=team.skills,
                capacity=10 if person.role == "supervisor" else 6, team_id=team_id, team_name=team.name,
            )  # fmt: skip
        elif person.role == "admin":
            await conversations.create_seat(
                tx, staff.id, person.name, queue_ids=list(queues.values()),
                skills=("general", "repayment", "complaint"), capacity=10,
            )  # fmt: skip
    await _catalogues(tx)


async def _catalogues(tx: Tx) -> None:
    for position, (code, name, name_en, children) in enumerate(lender.DISPOSITIONS):
        parent: UUID = await conversations.create_disposition(tx, code, name, name_en, position=position)
        for place, (child, child_name, child_en) in enumerate(children):
            await conversations.create_disposition(
                tx, child, child_name, child_en, parent_id=parent, position=place
            )
    for name, color in lender.LABELS:
        await conversations.create_label(tx, name, color)
    for shortcut, title, text in lender.CANNED_REPLIES:
        await desktop.create_canned_reply(tx, ACTOR, shortcut, title, text, shared=True)
