"""A web server on this machine, for tests of fetching."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site(SimpleNamespace):
    """A server's answers by path, the headers of the last request, the paths of all requests, and its address."""

    answers: dict[str, Answer]
    asked: dict[str, str]
    paths: list[str]
    url: str


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    """A response with this status, body and headers."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return send


@contextmanager
def running_site() -> Iterator[Site]:
    """A site without pages, for the duration of the block."""
    known = Site(answers={}, asked={}, paths=[], url="")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked = {name.lower(): value for name, value in self.headers.items()} | {"path": self.path}
            known.paths.append(self.path)
            known.answers.get(self.path, answer(404))(self)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.daemon_threads = True
    server.block_on_close = False
    known.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
