"""`tandem bot try --llm`: the language model's answer, its sources and the verdict on it."""

import sys
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.table import Table

from tandem.contexts.bot.api import Composed, Considered, LiveKnowledge, sources_of
from tandem.kit.db import Database
from tandem.kit.models import ModelStore
from tandem.settings import get_settings

_PATIENCE_S = 120.0
"""Nobody waits at the other end: also a slow model may be tried."""


async def composed_for(
    db: Database, knowledge: LiveKnowledge, considered: Considered, text: str
) -> Composed | None:
    """What the model makes of the best sources; None when search was not asked. Exits with 1 where it is off."""
    from tandem.wiring import composer

    settings = get_settings()
    asking = composer(settings, ModelStore(settings.models_path))
    if asking is None:
        sys.stderr.write("There is no language model: set TANDEM_LLM (docs/howto/use-an-llm.md).\n")
        raise typer.Exit(1)
    if considered.ranking is None:
        return None
    try:
        async with db.transaction() as tx:
            ids = [one.entry_id for one in considered.ranking.candidates]
            sources = sources_of(await knowledge.answers(tx, ids))
        return await asking.compose(text, sources, (), datetime.now(UTC), within_s=_PATIENCE_S)
    finally:
        await asking.caller.close()


def print_composed(console: Console, composed: Composed) -> None:
    """For people."""
    verdict = composed.verdict
    colour = "green" if verdict.ok else "yellow"
    tokens = f", {composed.prompt_tokens} + {composed.answer_tokens} tokens" if composed.prompt_tokens else ""
    console.print(
        f"\nLanguage model ({composed.model}{tokens}): [{colour}]{verdict.code}[/]", highlight=False
    )
    if verdict.detail:
        console.print(f"  {verdict.detail}", style="dim", highlight=False, markup=False)
    if composed.sentences:
        by_n = {one.n: f"{one.key} v{one.version}" for one in composed.sources}
        table = Table("Sentence", "Sources")
        for one in composed.sentences:
            table.add_row(one.text, ", ".join(by_n.get(n, f"[{n}]?") for n in one.cites))
        console.print(table)
    if not verdict.ok:
        console.print("Retrieval would answer instead.", style="dim")


def plain_composed(composed: Composed) -> dict[str, object]:
    """For machines."""
    return {
        "model": composed.model,
        "verdict": composed.verdict.code,
        "detail": composed.verdict.detail,
        "text": composed.text,
        "sentences": [{"text": one.text, "sources": list(one.cites)} for one in composed.sentences],
        "sources": [{"n": one.n, **one.cited()} for one in composed.sources],
        "prompt_tokens": composed.prompt_tokens,
        "answer_tokens": composed.answer_tokens,
    }
