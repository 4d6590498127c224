"""One API process."""

import os

# Before numpy is imported: a question's vectors are small, and numpy's helper threads spin between them, which took
# more of the processor than the whole of the rest (docs/benchmarks.md, the bot).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
