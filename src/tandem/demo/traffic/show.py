"""The live table of the simulated world."""

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tandem.demo.clients import Tally
from tandem.demo.traffic.scene import Scene

_PLACES = ("browsing", "with bot", "waiting", "with agent", "leaving")


def live_view(scene: Scene, tally: Tally, seconds: float) -> RenderableType:
    minutes, rest = divmod(int(seconds), 60)
    head = Text(f"tandem demo traffic · {minutes}:{rest:02} · Ctrl-C stops", style="bold")
    return Group(head, Columns([_customers(scene, tally), _agents(scene)]), _events(scene))


def summary(scene: Scene, tally: Tally) -> str:
    """One line, for logs and for the end."""
    parts = [f"{name} {count}" for name, count in scene.counts.most_common()]
    if scene.ratings:
        parts.append(f"mean rating {sum(scene.ratings) / len(scene.ratings):.2f} of {len(scene.ratings)}")
    if tally.rate_limited:
        parts.append(f"429: {tally.rate_limited}")
    return " · ".join(parts) or "nothing yet"


def _customers(scene: Scene, tally: Tally) -> Table:
    table = Table(title="customers", show_header=False, min_width=34)
    table.add_column()
    table.add_column(justify="right")
    now = scene.states()
    for place in _PLACES:
        table.add_row(place, str(now[place]), style="bold" if now[place] else "dim")
    table.add_section()
    for name, count in scene.counts.most_common(12):
        table.add_row(name, str(count))
    if scene.ratings:
        table.add_row("mean rating", f"{sum(scene.ratings) / len(scene.ratings):.2f}")
    if tally.rate_limited:
        table.add_row("asked to wait (429)", str(tally.rate_limited))
    return table


def _agents(scene: Scene) -> Table:
    table = Table("agent", "state", "now", "served", title="agents", min_width=40)
    for one in scene.agents.values():
        style = "green" if one.state == "online" else "yellow" if one.state.startswith("away") else "dim"
        table.add_row(one.name, Text(one.state, style), str(one.serving), str(one.served))
    return table


def _events(scene: Scene) -> Panel:
    lines = [*scene.events]
    if scene.troubles:
        lines.append(f"[red]{scene.troubles[-1][:200]}[/red]")
    return Panel("\n".join(lines) or "…", title="latest", title_align="left")
