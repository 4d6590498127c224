"""`tandem bench nlu` on tiny files: the figures promised, on keywords alone and with an encoder of the tests."""

from pathlib import Path

import numpy as np
import orjson
import pytest
from tests.contexts.bot.understanding.conftest import ASKED, FOREIGN, PupilEncoder
from typer.testing import CliRunner

from tandem import wiring
from tandem.demo.bench.nlu.metrics import auc, macro_f1, quantile, spearman
from tandem.entrypoints.cli.bench_nlu import app

PROMISED = {"model_version", "data_hash", "encoders", "missing", "seed", "machine"}


def bench(*words: str) -> dict[str, object]:
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0, done.output
    result: dict[str, object] = orjson.loads(done.stdout)
    assert result.keys() >= PROMISED
    return result


def write_intents(folder: Path, frames: slice, name: str) -> str:
    rows = [f"{f.format(word)},{intent}" for intent, (word, asked) in ASKED.items() for f in asked[frames]]
    (folder / name).write_text("\n".join(rows))
    return str(folder / name)


def test_intents(home: Path) -> None:
    train, test = write_intents(home, slice(0, 4), "train.csv"), write_intents(home, slice(4, 6), "test.csv")
    outside = home / "oos.csv"
    outside.write_text("\n".join(FOREIGN))
    model = home / "intents.model"
    result = bench("intents", "--train", train, "--test", test, "--oos", str(outside), "--save", str(model))
    assert result["accuracy"] > 0.6
    assert 0 <= result["oos_recall"] <= 1
    assert result["accuracy"] <= result["accuracy_without_rejection"]
    assert result["missing"] == {"away": "not installed"}
    assert result["baselines"].keys() == {"majority", "tf-idf + linear", "bag + linear"}
    assert result["sha256"].startswith(result["model_version"])
    assert model.exists()
    again = bench("intents", "--train", train, "--test", test, "--oos", str(outside), "--no-baselines")
    assert again["model_version"] == result["model_version"]


def test_intents_with_a_taught_encoder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "encoders", lambda *_: {"bag": PupilEncoder})
    train, test = write_intents(home, slice(0, 4), "train.csv"), write_intents(home, slice(4, 6), "test.csv")
    outside = home / "oos.txt"
    outside.write_text("\n".join(FOREIGN))
    words = ("intents", "--train", train, "--test", test, "--oos", str(outside), "--no-baselines")
    result = bench(*words, "--teach", "--save", str(home / "intents.model"))
    assert result["second_reading"]["encoder"] == "bag"
    first, alone = result["second_reading"]["first_alone"], bench(*words)
    assert first == {name: alone[name] for name in first}
    assert first.keys() >= {"accuracy", "oos_recall"}
    assert result["seconds"].keys() == {"teach", "train"}
    assert bench(*words, "--teach")["model_version"] == result["model_version"]
    timed = bench("latency", "--train", train, "--count", "3", "--teach")
    assert timed["parts_p50_ms"].keys() == {"bag", "second reading", "model"}


def test_teaching_without_an_encoder_that_learns_is_refused_in_words(home: Path) -> None:
    train, test = write_intents(home, slice(0, 4), "train.csv"), write_intents(home, slice(4, 6), "test.csv")
    done = CliRunner().invoke(app, ["intents", "--train", train, "--test", test, "--teach"])
    assert done.exit_code == 2
    assert "can be taught" in done.stderr


@pytest.mark.parametrize("encoders", ["bag", ""])
def test_pairs_by_folds_and_by_file(home: Path, encoders: str) -> None:
    asked = [(f.format(word), intent) for intent, (word, fs) in ASKED.items() for f in fs]
    rows = [f"{a},{b},{int(x == y)}" for at, (a, x) in enumerate(asked) for b, y in asked[at + 1 :]]
    (home / "pairs.csv").write_text("\n".join(rows[::3]))
    (home / "dev.csv").write_text("\n".join(rows[1::9]))
    words = ("pairs", "--train", str(home / "pairs.csv"), "--encoders", encoders)
    folded = bench(*words, "--folds", "3")
    assert folded["test"] == folded["train"] == len(rows[::3])
    tested = bench(*words, "--test", str(home / "dev.csv"))
    for result in (folded, tested):
        assert {"accuracy", "macro_f1", "spearman", "auc"} <= result.keys()
        assert result["auc"] > 0.5


def test_retrieval(home: Path) -> None:
    docs = home / "docs"
    docs.mkdir()
    for number, (word, frames) in enumerate(ASKED.values()):
        (docs / f"d{number}.md").write_text(f"{word}\n{''.join(frames).format(*[word] * 6)}")
    asked = [(f.format(word), n) for n, (word, fs) in enumerate(ASKED.values()) for f in fs]
    queries = home / "q.csv"
    queries.write_text("query,documents\n" + "\n".join(f"{text},d{n}" for text, n in asked))
    result = bench("retrieval", "--docs", str(docs), "--queries", str(queries))
    assert result["recall_at_1"] > 0.7
    assert result["recall_at_10"] == 1.0
    assert result["ranking"] == "and from the documents' families"
    assert result["baselines"].keys() == {
        "bm25",
        "evenly fused",
        "learned from texts alone",
        "and what other requests needed",
    }
    assert bench("retrieval", "--docs", str(docs), "--queries", str(queries), "--folds", "1")["ranking"] == (
        "evenly fused"
    )


def test_latency(home: Path) -> None:
    train = write_intents(home, slice(0, 6), "train.csv")
    result = bench("latency", "--train", train, "--count", "5")
    assert 0 < result["p50_ms"] <= result["p99_ms"]
    assert result["parts_p50_ms"].keys() == {"bag", "model"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text,label\n额度多少,limit\n怎么提额,limit\n", "at least two|At least two"),
        ("text,label\n额度多少,\n", "row 2"),
        ("", "is empty"),
    ],
)
def test_bad_training_files_are_refused(home: Path, content: str, said: str) -> None:
    bad = home / "bad.csv"
    bad.write_text(content)
    test = write_intents(home, slice(0, 1), "test.csv")
    done = CliRunner().invoke(app, ["intents", "--train", str(bad), "--test", test])
    assert done.exit_code == 2
    assert any(one in " ".join(done.output.split()) for one in said.split("|"))


def test_an_unknown_encoder_is_refused(home: Path) -> None:
    train = write_intents(home, slice(0, 2), "train.csv")
    done = CliRunner().invoke(app, ["intents", "--train", train, "--test", train, "--encoders", "bert"])
    assert done.exit_code == 2


def test_the_tables_are_for_people(home: Path) -> None:
    train = write_intents(home, slice(0, 3), "train.csv")
    done = CliRunner().invoke(app, ["intents", "--train", train, "--test", train])
    assert done.exit_code == 0
    assert "majority" in done.output


def test_figures() -> None:
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3)
    assert spearman(np.array([0.1, 0.4, 0.9]), np.array([1.0, 2.0, 3.0])) == pytest.approx(1.0)
    assert spearman(np.zeros(3), np.array([1.0, 2.0, 3.0])) == 0.0
    assert auc(np.array([0.9, 0.5, 0.5]), np.array([True, False, True])) == pytest.approx(0.75)
    assert auc(np.array([0.9]), np.array([True])) == 0.5
    assert quantile([5, 1, 3, 2, 4], 0.5) == 3
    assert quantile([1, 2], 0.99) == 2
