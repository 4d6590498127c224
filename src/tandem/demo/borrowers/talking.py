"""Talking: what was said in one contact, by whom, how long it took, and how it ended. Pure but for the texts' file."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from functools import cache
from importlib import resources
from random import Random
from typing import Any
from uuid import UUID

import yaml

from tandem.contexts.conversations.api import PastConversation, PastHandling, PastMessage
from tandem.demo.borrowers.contacting import Contact

BOT = "小穗"
_CHANNELS = (("web", 45), ("app", 35), ("wechat", 20))
_HOURS = (8, 9, 9, 10, 10, 10, 11, 12, 13, 14, 14, 15, 15, 16, 17, 18, 19, 20, 20, 21, 22)
_OFFICE = (9, 10, 11, 14, 15, 16, 17, 18)
_LABELS = {"hardship": "协商还款", "early_settlement": "提前还款"}
_RISK = "投诉风险"
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Line:
    """A queue with the agents who served it, and within how many seconds it should answer."""

    id: UUID
    key: str
    sl_target_s: int
    agents: Sequence[tuple[UUID, str]]


@dataclass(frozen=True)
class Office:
    """The lender as conversations know it: queues by key, wrap-up codes and labels by name, its zone."""

    lines: Mapping[str, Line]
    dispositions: Mapping[str, UUID]
    labels: Mapping[str, UUID]
    zone: tzinfo
    site: str = "demo"


@dataclass
class _Talk:
    """What was said so far."""

    now: datetime
    random: Random
    told: dict[str, str]
    lines: list[PastMessage] = field(default_factory=list)

    def later(self, low: int, high: int) -> datetime:
        self.now += timedelta(
            seconds=self.random.randint(low, high), milliseconds=self.random.randint(0, 999)
        )
        return self.now

    def say(self, role: Any, texts: Sequence[str], author: tuple[UUID | None, str] | None = None) -> None:
        known = [text for text in texts if all(self.told.get(name) for name in _fields_of(text))]
        text = self.random.choice(known or texts).format_map(self.told)
        self.lines.append(PastMessage(self.now, role, text, *(author or (None, None))))

    def note(self, event: str, **data: Any) -> None:
        self.lines.append(PastMessage(self.now, "system", "", event=event, data=data))


def conversation(
    contact: Contact,
    who: tuple[UUID, str],
    office: Office,
    random: Random,
    new_id: Callable[[datetime], UUID],
) -> PastConversation:
    """The conversation of one contact with the customer `who` (id and name)."""
    scripts = _scripts()
    script, grievance = scripts[contact.reason], scripts["complaints"].get(contact.complaint)
    script = {**script, **random.choice(script.get("topics", ({},)))}
    hours = _OFFICE if grievance else _HOURS
    at = time(random.choice(hours), random.randint(0, 59), random.randint(0, 59))
    opened = datetime.combine(contact.on, at, office.zone)
    talk = _Talk(opened, random, _told(contact, who[1], random))
    channel = random.choices([name for name, _ in _CHANNELS], [share for _, share in _CHANNELS])[0]
    asks = grievance["asks"] if grievance else script["asks"]
    talk.say("customer", asks, who)
    handling = None
    solved = grievance is None and random.random() < script["solved"]
    if grievance is None:
        talk.later(1, 3)
        talk.say("bot", script["bot"], (None, BOT))
    if solved:
        _end_with_bot(talk, who, scripts)
    else:
        handling = _with_agent(talk, contact, who, office, script, grievance)
        solved = handling.agent_id is not None and random.random() < (0.5 if grievance else 0.9)
    talk.later(2, 60)
    talk.note("resolved")
    ended = talk.now
    happy = script["happy"] * (0.4 if grievance else 1) * (1 if solved else 0.35)
    score = _score(happy, random) if random.random() < (0.34 if handling else 0.12) else None
    if score is not None:
        talk.later(5, 90)
        talk.note("rated", score=score)
    agent = handling if handling and handling.agent_id else None
    return PastConversation(
        id=new_id(opened), customer_id=who[0], customer_name=who[1], channel=channel,
        account=office.site if channel == "web" else "hesui", queue_id=office.lines["general"].id, opened_at=opened,
        ended_at=ended, messages=talk.lines, handling=handling,
        disposition_id=office.dispositions.get((grievance or script)["disposition"]),
        summary=random.choice(script["summary"]) if agent else None, solved=solved,
        fields=_fields(contact, talk.told), score=score, rated_at=talk.now if score is not None else None,
        labels=_labels(contact, office, random) if agent else (),
    )  # fmt: skip


def _told(contact: Contact, name: str, random: Random) -> dict[str, str]:
    return {
        "name": name, "agent": "", "product": contact.product, "amount": f"{contact.amount_fen / 100:,.2f}" if contact.due else "",
        "due": f"{contact.due.month}月{contact.due.day}日" if contact.due else "",
        "days": str(contact.days_late or ""),
        "case": f"TS{contact.on:%Y%m%d}{random.randint(0, 9999):04}",
    }  # fmt: skip


def _end_with_bot(talk: _Talk, who: tuple[UUID, str], scripts: Mapping[str, Any]) -> None:
    if talk.random.random() < 0.6:
        talk.later(10, 90)
        talk.say("customer", scripts["common"]["thanks"], who)
    else:
        talk.later(120, 900)


def _with_agent(
    talk: _Talk, contact: Contact, who: tuple[UUID, str], office: Office, script: Mapping[str, Any],
    grievance: Mapping[str, Any] | None,
) -> PastHandling:  # fmt: skip
    """From asking for a person to the end: the agent comes, or the customer leaves first."""
    random, common = talk.random, _scripts()["common"]
    key = "complaint" if grievance else "repayment" if contact.due is not None else "general"
    line = office.lines[key]
    if grievance is None:
        talk.later(5, 40)
        talk.say("customer", common["wants_person"], who)
    asked = talk.later(0, 2)
    talk.note("queued")
    wait = int(random.expovariate(1 / 22)) + 2
    reason = "complaint" if grievance else "asked_for_person"
    due = asked + timedelta(seconds=line.sl_target_s)
    if wait > 60 and random.random() < 0.4:
        left = talk.later(60, 70)
        talk.note("left_queue")
        return PastHandling(line.id, asked, reason, left, due)
    joined = talk.later(wait, wait + 3)
    agent = random.choice(line.agents)
    talk.told["agent"] = agent[1]
    talk.note("agent_joined", name=agent[1], agent_id=str(agent[0]), reason="accepted")
    answered = talk.later(5, 50)
    talk.say("agent", common["greets"], agent)
    first = grievance or script
    talk.later(15, 80)
    talk.say("agent", first["person"], agent)
    if random.random() < 0.6:
        talk.later(10, 90)
        talk.say("customer", script["more"], who)
        talk.later(20, 100)
        talk.say("agent", script["person"], agent)
    talk.later(5, 60)
    talk.say("customer", common["unhappy" if random.random() > script["happy"] else "thanks"], who)
    talk.later(3, 30)
    talk.say("agent", common["closes"], agent)
    return PastHandling(line.id, asked, reason, joined, due, agent[0], agent[1], answered)


def _score(happy: float, random: Random) -> int:
    return random.choice((4, 5, 5, 5)) if random.random() < happy else random.choice((1, 1, 2, 3, 3))


def _fields(contact: Contact, told: Mapping[str, str]) -> dict[str, Any]:
    """What is noted with the wrap-up: the reason, and of a complaint the facts a case would begin with."""
    noted: dict[str, Any] = {"reason": contact.reason}
    if contact.complaint:
        noted["complaint"] = {
            "number": told["case"], "category": contact.complaint, "received_on": contact.on.isoformat(),
        }  # fmt: skip
    return noted


def _labels(contact: Contact, office: Office, random: Random) -> tuple[UUID, ...]:
    names = [_RISK] if contact.complaint else []
    if contact.reason in _LABELS and random.random() < 0.7:
        names.append(_LABELS[contact.reason])
    return tuple(office.labels[name] for name in names if name in office.labels)


@cache
def _fields_of(text: str) -> tuple[str, ...]:
    return tuple(_FIELD.findall(text))


@cache
def _scripts() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        (resources.files("tandem.demo.borrowers") / "talk.yaml").read_text("utf-8")
    )
    return found
