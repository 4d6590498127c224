"""How well the mandatory rules of hand-over tell who must reach a person: recall and precision on labelled messages.

Files have a reason (or `none`), a tab and a message in each line; lines with # are remarks. Without arguments the
two tables of the tests: the one that the rules were mended by, and the one that they never were. For a CSV with
`sentence1` and `sentence2` (unlabelled questions) it says how many distinct ones are handed over, and for what."""

import csv
import sys
from collections import Counter
from pathlib import Path

from tandem.contexts.bot.rules import mandatory

TABLES = Path(__file__).resolve().parents[1] / "tests" / "contexts" / "bot" / "messages"


def main() -> None:
    paths = [Path(one) for one in sys.argv[1:]] or [TABLES / "handover.tsv", TABLES / "handover_unseen.tsv"]
    for path in paths:
        if path.suffix == ".csv":
            count(path)
            continue
        lines = path.read_text("utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        fired = [(reason, mandatory(text)) for reason, text in rows]
        must = [found for reason, found in fired if reason != "none"]
        right = sum(found is not None for found in must)
        wrong = sum(found is not None for reason, found in fired if reason == "none")
        same = sum(found is not None and found.reason == reason for reason, found in fired)
        sys.stdout.write(
            f"{path.name}: {right} of {len(must)} handed over (recall {right / len(must):.3f}), {same} with the "
            f"right reason; {wrong} of {len(fired) - len(must)} harmless ones too "
            f"(precision {right / max(right + wrong, 1):.3f})\n"
        )


def count(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = {text for row in csv.DictReader(file) for text in (row["sentence1"], row["sentence2"])}
    reasons = Counter(found.reason for text in texts if (found := mandatory(text)))
    sys.stdout.write(f"{path.name}: {reasons.total()} of {len(texts)} handed over: {dict(reasons)}\n")


if __name__ == "__main__":
    main()
