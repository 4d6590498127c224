"""`tandem up` with stand-ins: fake_up.py HOME PORT, then any of the words looked for below."""

import asyncio
import sys
from pathlib import Path

from tandem.entrypoints.supervisor import CannotStart, Plan, Program, Supervisor
from tandem.entrypoints.supervisor.reporting import JsonReporter
from tandem.settings import Settings

words = set(sys.argv[3:])
settings = Settings(
    home=Path(sys.argv[1]),
    port=int(sys.argv[2]),
    database_url=None if "postgres" in words else "postgresql://nowhere/none",
    graceful_shutdown_s=1,
)
api = (sys.executable, str(Path(__file__).with_name("fake_api.py")))
worker = (sys.executable, "-c", "import time; time.sleep(1000)")
broken = (sys.executable, "-c", "import sys; sys.exit('soup is no number\\n(more about soup)')")
real = (sys.executable, "-m", "tandem.entrypoints.supervisor.prepare")
plan = Plan(
    prepare=broken if "broken-prepare" in words else real if "prepare" in words else ("true",),
    programs=(
        Program("api-1", broken if "broken-api" in words else api, listens=True),
        Program("worker-1", worker),
    ),
)
reporter = JsonReporter()
try:
    asyncio.run(Supervisor(settings, plan, reporter).run())
except CannotStart as error:
    reporter.failed(str(error))
    sys.exit(1)
