"""The count of a replay: while it runs, at its end, as a table and as JSON."""

from dataclasses import dataclass, field
from typing import Any

from rich.table import Table

from tandem.demo.clients.calling import Tally
from tandem.demo.clients.figures import percentile, rounded

LABELS = {
    "sent": "sent",
    "bot_answered": "answered by bot",
    "clarified": "clarified",
    "handed_over": "handed over",
    "drafted": "drafted for the silent seat",
    "draft_approved": "drafts approved",
    "agent_answered": "answered by agents",
    "lost": "lost",
    "duplicated": "duplicated",
    "p50_ms": "latency p50 (ms)",
    "p95_ms": "latency p95 (ms)",
    "p99_ms": "latency p99 (ms)",
}

RUNGS = {
    "auto": "answered by the bot, source kept",
    "small_talk": "small talk by the bot",
    "draft": "bot's draft, approved unseen",
    "clarify": "asked back",
    "agent": "to an agent",
}


@dataclass(slots=True)
class Outcome:
    """What became of one row. `right`: whether the bot's answer came from an expected entry, if any was. `sourced`:
    whether the bot's answer is kept with its source; small talk has none. Latency is from the sending of the accepted request to the first
    reaction shown on the customer's socket, in milliseconds."""

    line: int
    text: str
    sent: bool = False
    reaction: str | None = None
    seq: int | None = None
    offline: bool = False
    agent_answered: bool = False
    right: bool | None = None
    sourced: bool = False
    lost: int = 0
    duplicated: int = 0
    latency_ms: float | None = None
    agent_latency_ms: float | None = None
    trouble: str | None = None


@dataclass(slots=True)
class Report:
    total: int
    with_agents: bool
    tally: Tally = field(default_factory=Tally)
    outcomes: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False
    drafted: int = 0
    draft_approved: int = 0
    draft_replaced: int = 0
    agent_replies: int = 0
    agent_duplicated: int = 0
    agent_errors: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing doubled, nothing refused."""
        figures = self.figures()
        return not (figures["lost"] or figures["duplicated"] or self.not_sent)

    @property
    def not_sent(self) -> int:
        return sum(1 for o in self.outcomes if not o.sent)

    def count(self, reaction: str) -> int:
        return sum(1 for o in self.outcomes if o.reaction == reaction)

    def figures(self) -> dict[str, Any]:
        """The figures under their fixed names."""
        latencies = [o.latency_ms for o in self.outcomes if o.latency_ms is not None]
        return {
            "sent": sum(1 for o in self.outcomes if o.sent),
            "bot_answered": self.count("bot_answered"),
            "clarified": self.count("clarified"),
            "handed_over": self.count("handed_over"),
            "drafted": self.drafted,
            "draft_approved": self.draft_approved,
            "agent_answered": sum(1 for o in self.outcomes if o.agent_answered),
            "lost": sum(o.lost for o in self.outcomes),
            "duplicated": sum(o.duplicated for o in self.outcomes) + self.agent_duplicated,
            "p50_ms": rounded(percentile(latencies, 0.50)),
            "p95_ms": rounded(percentile(latencies, 0.95)),
            "p99_ms": rounded(percentile(latencies, 0.99)),
        }

    def ladder(self) -> dict[str, Any]:
        """Who answered, in parts of what was sent: `auto` the bot alone, `draft` the bot's words approved unseen, `agent`
        a person, `clarify` nobody yet; `small_talk` (greetings, thanks) is the bot's too.
        An answer of the bot without a source in the transcript counts as small talk."""
        bot = [o for o in self.outcomes if o.reaction == "bot_answered"]
        sourced = sum(1 for o in bot if o.sourced)
        sent = sum(1 for o in self.outcomes if o.sent) or 1
        counts = {
            "auto": max(0, sourced - self.draft_approved),
            "small_talk": len(bot) - sourced,
            "draft": self.draft_approved,
            "clarify": self.count("clarified"),
            "agent": self.count("handed_over"),
        }
        return {name: {"count": count, "share": round(count / sent, 3)} for name, count in counts.items()}

    def details(self) -> dict[str, Any]:
        waits = [o.agent_latency_ms for o in self.outcomes if o.agent_latency_ms is not None]
        return {
            "rows": self.total,
            "stopped_early": self.stopped,
            "not_sent": self.not_sent,
            "outside_hours": sum(1 for o in self.outcomes if o.offline),
            "agent_p50_ms": rounded(percentile(waits, 0.50)),
            "agent_p99_ms": rounded(percentile(waits, 0.99)),
            "judged": sum(1 for o in self.outcomes if o.right is not None),
            "right": sum(1 for o in self.outcomes if o.right),
            "draft_replaced": self.draft_replaced,
            "agent_replies": self.agent_replies,
            "agent_errors": self.agent_errors[:20],
            "seconds": round(self.seconds, 1),
            "per_second": round(len(self.outcomes) / self.seconds, 1) if self.seconds else None,
            **self.tally.as_dict(),
            "troubles": [
                {"line": o.line, "text": o.text[:60], "trouble": o.trouble}
                for o in self.outcomes
                if o.trouble
            ][:50],
        }

    def as_dict(self) -> dict[str, Any]:
        return {**self.figures(), "ladder": self.ladder(), "details": self.details()}

    def table(self) -> Table:
        table = Table(title=f"replay: {len(self.outcomes)} of {self.total} questions", show_header=False)
        table.add_column(style="bold")
        table.add_column(justify="right")
        for key, value in self.figures().items():
            wrong = key in ("lost", "duplicated") and value
            shown = "–" if value is None else str(value)
            table.add_row(LABELS[key], f"[red]{shown}[/red]" if wrong else shown)
        table.add_section()
        for name, part in self.ladder().items():
            table.add_row(RUNGS[name], f"{part['count']} ({part['share']:.1%})")
        details = self.details()
        table.add_section()
        for name in ("not_sent", "outside_hours", "rate_limited", "unavailable", "socket_drops"):
            if details[name]:
                table.add_row(name.replace("_", " "), str(details[name]))
        if details["judged"]:
            table.add_row("answers from the right entry", f"{details['right']} of {details['judged']}")
        if self.with_agents and details["agent_p50_ms"] is not None:
            figures = f"{details['agent_p50_ms']} / {details['agent_p99_ms']}"
            table.add_row("agent's reply p50 / p99 (ms)", figures)
        table.add_row("seconds", str(details["seconds"]))
        table.add_row("customers per second", str(details["per_second"]))
        return table
