"""The score of a simulation: as a table, as JSON, and against a floor."""

from dataclasses import dataclass, field
from typing import Any

from rich.markup import escape
from rich.table import Table

from tandem.demo.clients.figures import percentile, rounded
from tandem.demo.simulation.verdicts import Outcome


@dataclass
class Report:
    """`total`: personas of the whole run, those of an earlier part included."""

    total: int
    seed: int
    outcomes: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False

    def figures(self) -> dict[str, Any]:
        """The figures under their fixed names."""
        done, waits = self.outcomes, [ms for one in self.outcomes for ms in one.waits_ms]
        reached = sum(one.reached for one in done)
        return {
            "personas": len(done),
            "reached": reached,
            "reached_share": round(reached / len(done), 3) if done else None,
            "turns": sum(one.turns for one in done),
            "wrong": sum(len(one.wrong) for one in done),
            "unanswered": sum(one.unanswered for one in done),
            "handed_over": sum(one.handed_over is not None for one in done),
            "p50_ms": rounded(percentile(waits, 0.50)),
            "p95_ms": rounded(percentile(waits, 0.95)),
            "seconds": round(self.seconds, 1),
        }

    def as_dict(self) -> dict[str, Any]:
        rows = [
            {
                "persona": one.persona, "mood": one.mood, "reached": one.reached, "missing": one.missing,
                "wrong": one.wrong, "turns": one.turns, "unanswered": one.unanswered,
                "handed_over": one.handed_over, "seconds": round(one.seconds, 1),
                "conversation_id": one.conversation_id, "trouble": one.trouble, "talk": one.talk,
            }
            for one in self._sorted()
        ]  # fmt: skip
        return {
            **self.figures(),
            "details": {"seed": self.seed, "stopped_early": self.stopped, "total": self.total, "rows": rows},
        }

    def below(self, floor: float, most_wrong: int | None) -> list[str]:
        """Why the run does not pass; empty when it does."""
        figures, reasons = self.figures(), []
        if not figures["personas"] or figures["reached_share"] < floor:
            reasons.append(f"goals reached: {figures['reached_share'] or 0:.1%}, the floor is {floor:.1%}")
        if most_wrong is not None and figures["wrong"] > most_wrong:
            reasons.append(f"wrong statements: {figures['wrong']}, at most {most_wrong} may be")
        return reasons

    def table(self) -> Table:
        table = Table(title=f"simulated customers: {len(self.outcomes)} of {self.total}, seed {self.seed}")
        for name in ("Customer", "Mood", "Goal"):
            table.add_column(name)
        for name in ("Turns", "Wrong", "Unanswered"):
            table.add_column(name, justify="right")
        table.add_column("Handed over")
        table.add_column("s", justify="right")
        for one in self._sorted():
            goal = "[green]reached[/green]" if one.reached else "[red]missed[/red]"
            table.add_row(
                escape(one.who), one.mood, goal, str(one.turns), _red(len(one.wrong)), _red(one.unanswered),
                one.handed_over or "–", f"{one.seconds:.1f}",
            )  # fmt: skip
        figures = self.figures()
        table.add_section()
        table.add_row(
            "all", "", f"{figures['reached']} of {figures['personas']}", str(figures["turns"]),
            _red(figures["wrong"]), _red(figures["unanswered"]), str(figures["handed_over"]), str(figures["seconds"]),
        )  # fmt: skip
        return table

    def complaints(self, *, talks: bool = False) -> list[str]:
        """What went wrong, a line each; with `talks` also who said what in those conversations."""
        lines = []
        for one in self._sorted():
            whys = [*one.missing, *one.wrong, *([one.trouble] if one.trouble else [])]
            lines += [f"{one.persona}: {why}" for why in whys]
            lines += (
                [f"    {line}" for told in one.talk for line in told.splitlines()] if talks and whys else []
            )
        return lines

    def _sorted(self) -> list[Outcome]:
        return sorted(self.outcomes, key=lambda one: one.persona)


def _red(count: int) -> str:
    return f"[red]{count}[/red]" if count else "0"
