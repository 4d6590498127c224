"""Somebody else's web page with the chat embedded, served on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>禾穗商城</title>
<h1>禾穗商城</h1><p>分期购物，先用后付。</p>
<script src="{url}/widget.js" data-site="{site}"></script></html>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def host_page(url: str, site: str, folder: Path) -> Iterator[str]:
    """The address of a page that embeds the chat of `site` from the Tandem at `url`."""
    (folder / "index.html").write_text(PAGE.format(url=url, site=site), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
