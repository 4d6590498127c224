"""`python -m tandem.entrypoints.simulator`: the demo's simulated WeChat."""

from urllib.parse import urlsplit

import structlog

from tandem.demo.wechat_simulator import serve
from tandem.demo.wechat_simulator.demo import demo_platform
from tandem.entrypoints.running import run
from tandem.settings import Settings, get_settings

log = structlog.get_logger(__name__)


async def main(settings: Settings) -> None:
    """Until it is told to end."""
    url = settings.sim_wechat_url
    assert url is not None, "only with the demo"
    port = urlsplit(url).port
    assert port is not None
    await serve(demo_platform(settings), port, lambda said: log.info("sim_wechat.serving", at=said))


if __name__ == "__main__":
    run(main, get_settings())
