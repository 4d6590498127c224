"""What leaves for a model that is not the lender's own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from tandem.contexts.bot.llm.privacy import leaving

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NUMBER = "110101199003074514"


@dataclass
class Model:
    local: bool


@pytest.mark.parametrize("before", [480, 485, 490, 495, 499])
def test_no_half_of_a_number_leaves_where_a_long_text_is_cut(before: int) -> None:
    text = "啊" * before + NUMBER + "是我的身份证号"
    left = leaving(cast(Any, Model(local=False)), text, NOW)
    assert len(left) <= 500
    assert not any(one.isdigit() for one in left)
    assert len(leaving(cast(Any, Model(local=True)), text, NOW)) == 500


def test_no_half_of_a_name_leaves() -> None:
    text = "啊" * 499 + "欧阳春晓"
    assert "欧" not in leaving(cast(Any, Model(local=False)), text, NOW, ["欧阳春晓"])
