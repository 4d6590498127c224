"""What is drawn has the parameters' joint distribution; and, where the data is at hand, the data's."""

import math
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest
from scipy.stats import ks_2samp
from typer.testing import CliRunner

from tandem.demo.borrowers import fitting
from tandem.demo.borrowers.parameters import BANDS, VARIABLES, Parameters, kept, values_of
from tandem.demo.borrowers.profiles import MONTHS, drawn, variables, walked
from tandem.entrypoints.cli.demo import app

COUNT = 40_000
_SHARED = Path(os.environ.get("TANDEM_SHARED", Path(__file__).parents[4] / "shared"))
DATA = _SHARED / "data" / "credit_tables" / "taiwan_credit_card.csv"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the table of card holders is not here")


@pytest.fixture(scope="module")
def sample() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    table = variables(kept(), random, COUNT)
    return table, walked(kept(), random, table[:, 4].astype(int), MONTHS, ahead=0)


def test_marginals_are_the_parameters(sample: tuple[np.ndarray, np.ndarray]) -> None:
    table, _ = sample
    even = (np.arange(COUNT) + 0.5) / COUNT
    for n, name in enumerate(VARIABLES):
        expected = values_of(kept().marginals[name], even)
        assert ks_2samp(table[:, n], expected).statistic < 0.02, name


def test_rank_correlations_are_the_parameters(sample: tuple[np.ndarray, np.ndarray]) -> None:
    table, states = sample
    gap = np.abs(np.array(fitting.figures(table, states)["spearman"]) - np.array(kept().seen["spearman"]))
    # Age and limit rise together and fall again in the data; a normal copula knows rising only: 0.03 is lost.
    assert gap.max() < 0.04


def test_overdue_rates_by_band_are_the_parameters(sample: tuple[np.ndarray, np.ndarray]) -> None:
    table, states = sample
    ours, theirs = fitting.figures(table, states), kept().seen
    assert abs(ours["behind"] - theirs["behind"]) < 0.03
    for a, b in zip(ours["states"], theirs["states"], strict=True):
        assert abs(a - b) < 0.03
    # The highest limits are late somewhat less than in the data: ranks are kept, the far tail is not.
    for a, b in zip(ours["behind_by_limit"], theirs["behind_by_limit"], strict=True):
        assert abs(a - b) < 0.06
    assert ours["behind_by_limit"] == sorted(ours["behind_by_limit"], reverse=True)
    for a, b in zip(ours["behind_by_age"], theirs["behind_by_age"], strict=True):
        assert abs(a - b) < 0.06


def test_profiles_fit_the_lender() -> None:
    profiles = drawn(kept(), 7, 0)
    assert 20 <= profiles.age.min() <= profiles.age.max() <= 60
    assert 50_000 <= profiles.limit_fen.min() <= profiles.limit_fen.max() <= 20_000_000
    assert not (profiles.limit_fen % 10_000).any()
    assert (profiles.states[profiles.tier == 0] == 0).all()


def test_the_file_holds_statistics_only() -> None:
    parameters = kept()
    numbers = sum(len(column) for one in parameters.marginals.values() for column in one.values())
    assert numbers < 400 < parameters.rows
    assert np.linalg.eigvalsh(parameters.latent).min() > 0
    assert len(parameters.seen["behind_by_limit"]) == len(BANDS) - 1


@needs_data
def test_the_file_is_what_the_command_makes_of_the_data(tmp_path: Path) -> None:
    out = tmp_path / "parameters.json"
    result = CliRunner().invoke(app, ["fit-borrowers", str(DATA), "--out", str(out)])
    assert result.exit_code == 0, result.output
    again = Parameters(**orjson.loads(out.read_bytes()))
    assert replace(again, latent=[]) == replace(kept(), latent=[])
    assert np.allclose(again.latent, kept().latent, atol=1e-3)


@needs_data
def test_rows_kept_back_for_tests_look_like_what_is_drawn(sample: tuple[np.ndarray, np.ndarray]) -> None:
    table, states = sample
    rows, moved = fitting.variables(fitting.read([DATA], held_out=True))
    assert len(rows) > 5_000
    for n, name in enumerate(VARIABLES):
        assert ks_2samp(table[:, n], rows[:, n]).statistic < 0.04, name
    ours, theirs = fitting.figures(table, states), fitting.figures(rows, moved)
    assert np.abs(np.array(ours["spearman"]) - np.array(theirs["spearman"])).max() < 0.06
    assert math.isclose(ours["behind"], theirs["behind"], abs_tol=0.03)


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "other.csv"
    table.write_text("a,b\n1,2\n")
    result = CliRunner().invoke(app, ["fit-borrowers", str(table)])
    assert result.exit_code == 2
    good = ",".join(fitting._NEEDED)
    table.write_text(f"{good}\n" + ",".join("x" for _ in fitting._NEEDED) + "\n")
    with pytest.raises(fitting.BadTable, match="line 2"):
        fitting.read([table])
    table.write_text(good + "\n")
    with pytest.raises(fitting.BadTable, match="no rows"):
        fitting.read([table])
