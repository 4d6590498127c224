"""`tandem bench nlu knowledge` on a knowledge base of four entries: keywords alone and with an encoder of the tests."""

from pathlib import Path

import orjson
import pytest
import yaml
from tests.contexts.bot.understanding.conftest import ASKED, FOREIGN
from typer.testing import CliRunner

from tandem.demo.bench.nlu.knowledge_figures import Seen, figures, mistakes, wilson, worst_entries
from tandem.demo.bench.nlu.knowledge_files import Asked, part_of, read_knowledge, read_questions
from tandem.demo.replay.reading import UnreadableFile
from tandem.entrypoints.cli.bench_nlu import app


def write_base(folder: Path, **changes: object) -> str:
    """Four entries with the first four ways of asking each, and small talk."""
    entries = [
        {"key": key, "question": ways[0].format(word), "answer": f"{word}在APP里看。", "related": []}
        | {"phrasings": [way.format(word) for way in ways[1:4]]}
        for key, (word, ways) in ASKED.items()
    ]
    entries[0] |= {"related": ["card"]} | changes
    base = folder / "base"
    base.mkdir(exist_ok=True)
    hello = {"key": "smalltalk.hello", "question": "你好", "answer": "您好！", "phrasings": ["在吗"]}
    for name, listed in (("loans", entries), ("smalltalk", [hello])):
        document = {"category": name, "title": name, "entries": listed}
        (base / f"{name}.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    return str(base)


def write_questions(folder: Path) -> str:
    """The last two ways of asking, one known word for word, one for a rule, a greeting, and foreign ones."""
    rows = [f"{way.format(word)}\t{key}" for key, (word, ways) in ASKED.items() for way in ways[4:]]
    rows += [f"{ASKED['card'][1][0].format('银行卡')}\tcard", "转人工\tlimit", "你好\toos"]
    rows += [f"{text}\toos" for text in FOREIGN]
    path = folder / "asked.tsv"
    path.write_text("\n".join(["# a remark", "", *rows]), "utf-8")
    return str(path)


def bench(home: Path, *words: str) -> dict[str, object]:
    paths = ("--knowledge", write_base(home), "--questions", write_questions(home))
    done = CliRunner().invoke(app, ["knowledge", *paths, *words, "--json"])
    assert done.exit_code == 0, done.output
    result: dict[str, object] = orjson.loads(done.stdout)
    return result


def test_what_the_bot_does_is_counted(home: Path) -> None:
    result = bench(home, "--part", "all")
    assert result["in_scope"]["questions"] == 10
    assert result["out_of_scope"]["questions"] == 7
    assert result["entries"] == 5
    assert result["right_first"] > 0.5
    assert result["right_in_three"] >= result["right_first"]
    assert result["oos_auc"] > 0.7
    assert result["answers"]["given"] >= 1  # the one known word for word
    assert result["in_scope"]["handoff_by_rule"] == pytest.approx(0.1)
    assert result["out_of_scope"]["smalltalk"] == pytest.approx(1 / 7)
    for where in ("in_scope", "out_of_scope"):
        shares = [result[where][name] for name in ("answer", "clarify", "handoff", "smalltalk")]
        assert sum(shares) == pytest.approx(1)
    assert result["calibration"] == "as shipped"  # too small for a fit of its own
    assert result["missing"] == {"away": "not installed"}
    assert result["baselines"].keys() == {"no encoder"}
    assert {"machine", "model_version", "data_hash", "seed"} <= result.keys()


def test_the_test_part_is_not_listed(home: Path) -> None:
    results = {part: bench(home, "--part", part, "--encoders", "") for part in ("dev", "test", "all")}
    assert "mistakes" not in results["test"]
    assert {"mistakes"} <= results["dev"].keys() & results["all"].keys()
    asked = {part: result["in_scope"]["questions"] for part, result in results.items()}
    assert min(asked.values()) > 0
    assert asked["dev"] + asked["test"] == asked["all"]


def test_tables_for_people(home: Path) -> None:
    done = CliRunner().invoke(
        app, ["knowledge", "--knowledge", write_base(home), "--questions", write_questions(home)]
    )
    assert done.exit_code == 0, done.output
    assert "right entry first" in done.output
    assert "no encoder" in done.output


def test_the_packaged_questions_name_entries_and_split() -> None:
    keys = {entry["key"] for document in read_knowledge(()) for entry in document["entries"]}
    parts = {part: read_questions((), keys, part) for part in ("dev", "test", "all")}
    assert len(parts["dev"]) + len(parts["test"]) == len(parts["all"]) == 609
    inside = [one for one in parts["all"] if one.key]
    assert len(inside) == 453
    assert 0.6 < len([one for one in parts["test"] if one.key]) / len(inside) < 0.72
    assert not {one.key for one in parts["dev"] if one.key} & {one.key for one in parts["test"]}
    assert all(part_of(one) == "dev" for one in parts["dev"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"answer": ""}, "entry 1: answer is missing"),
        ({"phrasings": "怎么看额度"}, "entry 1: phrasings is not a list"),
        ({"key": "rate"}, "two entries have the key 'rate'"),
        ({"question": "额度" * 200}, "1 to 200 characters"),
    ],
)
def test_a_bad_base_is_refused(home: Path, changes: dict[str, object], said: str) -> None:
    paths = ["--knowledge", write_base(home, **changes), "--questions", write_questions(home)]
    done = CliRunner().invoke(app, ["knowledge", *paths, "--encoders", "", "--part", "all"])
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("怎么还款\trepayment\n", "no entry has the key 'repayment'"),
        ("怎么还款\trepay\n怎么还款\toos\n", "two keys"),
        ("明天下雨吗\toos\n", "no question of the part"),
        ("怎么还款\t\n", "row 1"),
    ],
)
def test_bad_questions_are_refused(home: Path, content: str, said: str) -> None:
    path = home / "bad.tsv"
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableFile, match=said):
        read_questions([str(path)], set(ASKED), "all")


def seen(key: str | None, found: str, action: str = "answer", scope: float = 0.9, **more: object) -> Seen:
    """`found`: keys with blanks between, best first."""
    keys = tuple(found.split())
    said = keys[0] if action == "answer" else None
    rest = {"buttons": keys if action == "clarify" else (), "drafted": False, "policy": "confident"}
    return Seen(
        Asked(f"{key}{found}", key),
        action,
        found=keys,
        said=said,
        confidence=scope,
        scope=scope,
        **(rest | more),
    )


def test_figures_by_hand() -> None:
    made = figures(
        [
            seen("a", "a b"),
            seen("a", "b a"),  # answered by a neighbour
            seen("b", "c b", "clarify"),
            seen("c", "a b", "clarify", drafted=True),
            seen("c", "c", "handoff", policy="mandatory"),
            seen(None, "a", "answer", scope=0.95),
            seen(None, "a", "handoff", scope=0.1),
        ],
        {"a": frozenset("b"), "b": frozenset("a")},
    )
    assert made["right_first"] == pytest.approx(2 / 5)
    assert made["right_in_three"] == pytest.approx(4 / 5)
    assert made["oos_auc"] == pytest.approx(1 / 2)
    assert (made["answers"]["given"], made["answers"]["right"]) == (3, 1)
    assert made["answers"]["precision_with_related"] == pytest.approx(2 / 3)
    assert made["clarified_with_the_right_one"] == pytest.approx(1 / 2)
    assert made["in_scope"]["handoff_by_rule"] == pytest.approx(1 / 5)
    assert made["out_of_scope"]["answer"] == pytest.approx(1 / 2)
    assert (made["drafts"]["given"], made["drafts"]["right"]) == (1, 0)


def test_nothing_answered_has_no_precision() -> None:
    made = figures([seen("a", "a", "handoff")], {})
    assert made["answers"]["precision"] is None
    assert made["out_of_scope"] == {"questions": 0} | dict.fromkeys(
        ("answer", "clarify", "handoff", "smalltalk", "handoff_by_rule", "drafted")
    )


def test_worst_entries_and_mistakes() -> None:
    asked = [seen("a", "a"), seen("b", "c b"), seen("c", "a b"), seen(None, "a", "handoff"), seen(None, "b")]
    assert [row["key"] for row in worst_entries(asked)] == ["c", "b"]
    assert [row["key"] for row in mistakes(asked)] == ["b", "c", None]


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 0, 0, 1), (97, 100, 0.9155, 0.9897), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1)],
)
def test_wilson(right: int, of: int, low: float, high: float) -> None:
    assert wilson(right, of) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
