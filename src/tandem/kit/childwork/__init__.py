"""Long work that a process of its own does: a row says what is asked for and how far it is, a job starts the process.

`ChildWork` (in a worker) starts and watches the child; `Telling` (in the child) keeps the row. The row is the only
thing that they share, so either may die at any time."""

from tandem.kit.childwork.rows import Open, Rows
from tandem.kit.childwork.supervising import Child, ChildWork, Kind
from tandem.kit.childwork.telling import Stopped, Telling

__all__ = ["Child", "ChildWork", "Kind", "Open", "Rows", "Stopped", "Telling"]
