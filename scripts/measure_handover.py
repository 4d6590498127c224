"""How well the mandatory rules of hand-over tell who must reach a person: recall and precision on labelled messages.

Files have a reason (or `none`), a tab and a message in each line; lines with # are remarks. Without arguments the
tables that ship: the one that the rules were mended by, and the one that they never were. For a CSV with
`sentence1` and `sentence2` (unlabelled questions) it says how many distinct ones are handed over, and for what.
`--meaning`: with the encoders of the settings, too, as the bot does where they are; the reading is fitted first."""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tandem.contexts.bot.rules import mandatory
from tandem.contexts.bot.rules.handover.meaning import REASONS

TABLES = Path(__file__).resolve().parents[1] / "src" / "tandem" / "contexts" / "bot" / "meaning" / "data"


Reader = Callable[[Sequence[str]], list[str | None]]
"""The reason that each text is handed over for, if any."""


def main() -> None:
    args = [one for one in sys.argv[1:] if one != "--meaning"]
    read = by_meaning() if "--meaning" in sys.argv else by_patterns
    paths = [Path(one) for one in args] or [TABLES / "handover.tsv", TABLES / "handover_unseen.tsv"]
    for path in paths:
        if path.suffix == ".csv":
            count(path, read)
            continue
        lines = path.read_text("utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        said = read([text for _, text in rows])
        tell(path.name, [reason for reason, _ in rows], said)


def tell(name: str, wanted: Sequence[str], said: Sequence[str | None]) -> None:
    both = list(zip(wanted, said, strict=True))
    must = [found for reason, found in both if reason != "none"]
    right = sum(found is not None for found in must)
    wrong = sum(found is not None for reason, found in both if reason == "none")
    same = sum(found == reason for reason, found in both)
    sys.stdout.write(
        f"{name}: {right} of {len(must)} handed over (recall {right / len(must):.3f}), {same} with the "
        f"right reason; {wrong} of {len(both) - len(must)} harmless ones too "
        f"(precision {right / max(right + wrong, 1):.3f})\n"
    )
    for one in REASONS:
        found = [heard is not None for reason, heard in both if reason == one]
        sys.stdout.write(f"  {one}: {sum(found)} of {len(found)}\n")


def by_patterns(texts: Sequence[str]) -> list[str | None]:
    return [found.reason if (found := mandatory(text)) else None for text in texts]


def by_meaning() -> Reader:
    """Patterns first, then the meaning, as the bot reads it."""
    from tandem.contexts.bot.api.understanding import VectorStore
    from tandem.contexts.knowledge.api import searchable
    from tandem.demo.bench.nlu.encoding import Encoding
    from tandem.demo.bench.nlu.meaning import lessons
    from tandem.kit.models import ModelStore
    from tandem.settings import get_settings
    from tandem.wiring import encoders

    settings = get_settings()
    store = VectorStore(settings.home / "cache" / "vectors")
    encoding = Encoding.load(encoders(settings, ModelStore(settings.models_path)), store, lambda *told: None)

    meaning = lessons(encoding).meaning()

    def read(texts: Sequence[str]) -> list[str | None]:
        vectors = encoding.vectors([searchable(text) for text in texts], "messages")
        felt = [meaning.felt({name: rows[at] for name, rows in vectors.items()}) for at in range(len(texts))]
        return [
            reason or (sense.reason if sense else None)
            for reason, sense in zip(by_patterns(texts), felt, strict=True)
        ]

    return read


def count(path: Path, read: Reader) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = {text for row in csv.DictReader(file) for text in (row["sentence1"], row["sentence2"])}
    reasons = Counter(reason for reason in read(sorted(texts)) if reason)
    sys.stdout.write(f"{path.name}: {reasons.total()} of {len(texts)} handed over: {dict(reasons)}\n")


if __name__ == "__main__":
    main()
