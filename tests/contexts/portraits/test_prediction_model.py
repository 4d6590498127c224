"""Models: trees without the library that grew them, training that can be repeated, files that are refused."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import orjson
import pytest
from tests.contexts.portraits.pasts import TODAY, person

from tandem.contexts.portraits.predictions import boosting, dataset
from tandem.contexts.portraits.predictions.dataset import Frame, Table
from tandem.contexts.portraits.predictions.errors import ModelRefused, TrainingRefused
from tandem.contexts.portraits.predictions.forest import Forest, joined
from tandem.contexts.portraits.predictions.judging import judge
from tandem.contexts.portraits.predictions.model import Model, Predictor, model_of
from tandem.contexts.portraits.predictions.rules.calibrating import fit_curves
from tandem.contexts.portraits.predictions.rules.history import History, PastContact

PEOPLE = [person(n) for n in range(1, 41)]


def prepared(people: list[dataset.Person]) -> tuple[Frame, Table]:
    frame = dataset.frame(people, TODAY)
    return frame, dataset.table(people, (dataset.rows_of(one, frame) for one in people), frame, TODAY.year)


def learned(people: list[dataset.Person], seed: int = 1) -> tuple[Frame, Table, Predictor]:
    frame, table = prepared(people)
    part, happened = table.parts["need"], table.happened["need"]
    forest = boosting.grow(
        table.rows[part == 0], happened[part == 0], table.day[part == 0], seed=seed, told=lambda _n, _of: None
    )
    log_odds = forest.log_odds(table.rows[part == 1].astype(float))
    return (
        frame,
        table,
        Predictor(frame.reasons, forest, fit_curves(log_odds, happened[part == 1].astype(float))),
    )


@pytest.fixture(scope="module")
def trained() -> tuple[Frame, Table, Predictor]:
    return learned(PEOPLE)


def test_trees_say_what_the_library_says() -> None:
    import lightgbm

    random = np.random.default_rng(5)
    rows = random.normal(size=(400, 4)).round(1)
    rows[random.random(rows.shape) < 0.2] = np.nan
    rows[:, 3] = np.nan_to_num(rows[:, 3])  # never missing in training
    label = (np.nan_to_num(rows[:, 0]) + rows[:, 3] + random.normal(size=400) > 0).astype(float)
    parameters = {
        "objective": "binary",
        "verbosity": -1,
        "num_leaves": 7,
        "num_threads": 1,
        "min_data_in_leaf": 5,
    }
    booster = lightgbm.train(parameters, lightgbm.Dataset(rows, label), 20)
    forest = joined([booster.dump_model()["tree_info"]])
    asked = random.normal(size=(200, 4)).round(1)
    asked[random.random(asked.shape) < 0.3] = np.nan
    expected = booster.predict(asked, raw_score=True)
    assert np.allclose(forest.log_odds(asked)[:, 0], expected, atol=1e-9)
    said, pushes = forest.explained(asked)
    base = (said - pushes.sum(axis=2))[:, 0]
    assert np.allclose(base, base[0])  # what no feature adds is the same for everybody
    assert np.allclose(said[:, 0], expected, atol=1e-9)


def test_what_can_be_learned_is_learned_and_told_better_than_both_baselines(
    trained: tuple[Frame, Table, Predictor],
) -> None:
    frame, table, predictor = trained
    found = judge("need", predictor, table, frame)
    assert set(frame.reasons) == {"repayment.how", "repayment.failed", "other"}
    assert found["better"]
    assert found["figures"]["model"]["auc"] > 0.75
    assert found["judged"] > 200
    assert found["drivers"][0]["feature"] == "due"
    assert {one["by"] for one in found["groups"]} == {"sex", "age"}
    assert any(one["small"] for one in found["groups"])
    orjson.dumps(found)


def test_the_same_people_and_seed_give_the_same_file_whatever_sex_and_age_they_are(
    trained: tuple[Frame, Table, Predictor],
) -> None:
    frame, _, predictor = trained
    others = [replace(one, sex="male", birth_year=1999) for one in PEOPLE]
    _, _, again = learned(others)
    content = Model(frame.reasons, {"need": predictor}).content()
    assert Model(frame.reasons, {"need": again}).content() == content
    assert dataset.digest(others) == dataset.digest(list(reversed(PEOPLE)))
    assert dataset.digest(PEOPLE[1:]) != dataset.digest(PEOPLE)


def test_a_file_says_the_same_after_loading(trained: tuple[Frame, Table, Predictor]) -> None:
    frame, table, predictor = trained
    content = Model(frame.reasons, {"need": predictor}).content()
    loaded = model_of(content, sha256(content).hexdigest())
    rows = table.rows[:50].astype(float)
    assert np.array_equal(loaded.predictors["need"].probabilities(rows), predictor.probabilities(rows))


def spoilt(content: bytes, how: str) -> bytes:
    data = orjson.loads(content)
    forest = data["targets"]["need"]["forest"]
    match how:
        case "format":
            data["format"] = 99
        case "features":
            data["features"] = data["features"][1:]
        case "leads_out":
            forest["low"][0][0] = 10_000
        case "feature_unknown":
            forest["feature"][0][0] = 999
        case "endless":
            forest["depth"] = 10**9
        case "ragged":
            forest["threshold"] = forest["threshold"][1:]
        case "curves":
            data["targets"]["need"]["curves"] = []
        case "not_numbers":
            forest["value"][0][0] = "x"
    return b"[]" if how == "list" else b"\x00" if how == "noise" else orjson.dumps(data)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("format", "other_release"), ("features", "other_release"), ("leads_out", "damaged"),
        ("feature_unknown", "damaged"), ("endless", "damaged"), ("ragged", "damaged"), ("curves", "damaged"),
        ("not_numbers", "damaged"), ("list", "damaged"), ("noise", "damaged"),
    ],
)  # fmt: skip
def test_a_spoilt_file_is_refused(trained: tuple[Frame, Table, Predictor], how: str, code: str) -> None:
    frame, _, predictor = trained
    content = Model(frame.reasons, {"need": predictor}).content()
    bad = spoilt(content, how)
    with pytest.raises(ModelRefused) as refused:
        model_of(bad, sha256(bad).hexdigest())
    assert refused.value.code == f"prediction_file_{code}"
    with pytest.raises(ModelRefused) as refused:
        model_of(bad, sha256(content).hexdigest())
    assert refused.value.code == "prediction_file_changed"


def silent(n: int) -> dataset.Person:
    return person(n, tells=False)


def one_reason(n: int) -> dataset.Person:
    made = person(n)
    said = tuple(replace(one, reason="repayment.how") for one in made.history.contacts)
    return replace(made, history=replace(made.history, contacts=said))


def lately(n: int) -> dataset.Person:
    return replace(person(n), history=History(TODAY, (), (PastContact(TODAY, "other", TODAY),)))


def seldom(n: int) -> dataset.Person:
    made = person(n)
    return replace(made, history=replace(made.history, contacts=made.history.contacts[:1] if n == 1 else ()))


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ([], "too_few_customers"),
        (PEOPLE[:19], "too_few_customers"),
        ([silent(n) for n in range(1, 31)], "history_empty"),
        ([lately(n) for n in range(1, 31)], "history_short"),
        ([seldom(n) for n in range(1, 31)], "too_few_contacts"),
        ([one_reason(n) for n in range(1, 31)], "one_class"),
    ],
    ids=["nobody", "nineteen", "no_contacts", "since_today", "one_contact", "one_reason"],
)
def test_nothing_is_learned_from_too_little(people: list[dataset.Person], code: str) -> None:
    with pytest.raises(TrainingRefused) as refused:
        dataset.frame(people, TODAY)
    assert refused.value.code == f"prediction_{code}"


def test_without_the_library_training_is_refused_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lightgbm", None)
    with pytest.raises(TrainingRefused) as refused:
        boosting.grow(
            np.zeros((4, 1), np.float32),
            np.eye(4, 1, dtype=bool),
            np.arange(4),
            seed=1,
            told=lambda _n, _of: None,
        )
    assert refused.value.code == "prediction_no_lightgbm"


def test_no_module_of_ours_but_one_names_the_library() -> None:
    """And it is imported in a function there: processes that serve start without it."""
    source = Path(boosting.__file__).parents[4]
    naming = [one for one in source.rglob("*.py") if "import lightgbm" in one.read_text("utf-8")]
    assert naming == [Path(boosting.__file__)]
    assert not any(line.startswith("import lightgbm") for line in naming[0].read_text("utf-8").splitlines())


def test_a_forest_of_one_leaf_says_its_value() -> None:
    forest: Forest = joined([[{"tree_structure": {"leaf_value": -2.0}}]])
    assert forest.log_odds(np.zeros((3, 2))).tolist() == [[-2.0]] * 3
