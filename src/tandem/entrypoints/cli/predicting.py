"""`tandem portraits train`: a new version of the predictions, from the histories as they are."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from tandem.contexts.access.api import Actor
from tandem.entrypoints.cli.childwork import carried_out, ended
from tandem.entrypoints.cli.database import opened
from tandem.kit.i18n import translate
from tandem.settings import get_settings

if TYPE_CHECKING:
    from tandem.contexts.portraits.api import PredictionVersion

_FIGURES = ("log_loss", "brier", "auc", "calibration_error", "hit_1", "hit_3")
_OF_AN_OUTCOME = ("happened", "said", "auc", "calibration_error")
_RATES = ("happened", "said", "shown", "found", "false_alarms", "calibration_error")


def train_command(
    note: Annotated[str, typer.Option(help="What is different this time, for the list of versions.")] = "",
    seed: Annotated[
        int | None, typer.Option(min=0, help="The same history and seed give the same file.")
    ] = None,
    customers: Annotated[
        int | None, typer.Option(min=20, max=50_000, help="Learn from so many at most.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Train predictions (next need, dormancy) from the histories as they are, in a process of its own, and judge them
    on the last weeks beside two baselines and for each sex and age. It is not published. Ctrl-C stops it.

    Exit code 0: ready. 1: refused or failed. 130: stopped."""
    version = ended(_train(note, seed, customers, shown=not as_json))
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(_plain(version)) + b"\n")
    else:
        _print(Console(), version)
    if version.state != "ready":
        raise typer.Exit(1)


async def _train(note: str, seed: int | None, most: int | None, *, shown: bool) -> "PredictionVersion":
    from tandem.contexts.portraits import api
    from tandem.wiring.predictions import training

    actor = Actor.system("cli")
    async with opened(get_settings()) as db:
        async with db.transaction() as tx:
            made = await api.ask_for_predictions(
                tx, actor, note=note, seed=api.SEED if seed is None else seed,
                most_customers=most or api.MOST_CUSTOMERS,
            )  # fmt: skip
        return await carried_out(
            db, training(db), made.number, api.find_prediction_version,
            lambda tx, number: api.stop_predictions(tx, actor, number), shown=shown,
        )  # fmt: skip


def _plain(version: "PredictionVersion") -> dict[str, Any]:
    names = (
        "number", "state", "seed", "as_of", "data_hash", "sha256", "bytes", "customers", "rows", "quality", "reason",
        "reason_params",
    )  # fmt: skip
    return {name: getattr(version, name) for name in names}


def _print(console: Console, version: "PredictionVersion") -> None:
    if version.reason is not None:
        console.print(translate(f"error.{version.reason}", "en", **version.reason_params))
    if version.quality is None:
        console.print(f"version {version.number}: {version.state}")
        return
    console.print(
        f"version {version.number}: {version.customers} customers, {version.rows} rows until {version.as_of}, "
        f"seed {version.seed}, {version.bytes} bytes, sha256 {(version.sha256 or '')[:12]}, "
        f"data {(version.data_hash or '')[:12]}"
    )
    for target in ("need", "dormancy"):
        if target in version.quality:
            _print_target(console, target, version.quality[target])
        else:
            console.print(f"{target}: {version.quality['without'].get(target)}")


def _print_target(console: Console, target: str, kept: Mapping[str, Any]) -> None:
    spans = " | ".join(" to ".join(span) for span in kept["spans"])
    console.print(
        f"\n[b]{target}[/b] learned {kept['learned']}, calibrated {kept['calibrated']}, judged {kept['judged']} rows "
        f"({kept['events']} with the outcome); {spans}"
    )
    figures = Table("", *_FIGURES)
    for name, found in kept["figures"].items():
        figures.add_row(name, *(_number(found.get(one)) for one in _FIGURES))
    outcomes = Table("outcome", "events", "happened", "said", "auc", "calibration_error")
    for one in kept["outcomes"]:
        outcomes.add_row(one["outcome"], str(one["events"]), *(_number(one[name]) for name in _OF_AN_OUTCOME))
    groups = Table("by", "group", "customers", "rows", *_RATES)
    for one in kept["groups"]:
        rates = ["too small"] if one["small"] else [_number(one[name]) for name in _RATES]
        groups.add_row(one["by"], one["group"], str(one["customers"]), str(one["rows"]), *rates)
    for made in (figures, outcomes, groups):
        console.print(made)
    console.print("moved most by: " + ", ".join(f"{one['feature']} {one['size']}" for one in kept["drivers"]))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
