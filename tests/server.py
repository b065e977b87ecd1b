"""A web server on this machine that misbehaves as it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answering(BaseHTTPRequestHandler):
    """Hands every request to the behaviour of its path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.requests.append((self.path, self.headers.get("Range")))  # type: ignore[attr-defined]
        self.close_connection = True
        behaviour = self.server.behaviours.get(self.path)  # type: ignore[attr-defined]
        if behaviour is None:
            status(404)(self)
        else:
            behaviour(self)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


Behaviour = Callable[[Answering], None]


class Server:
    """What is served, and what was asked."""

    def __init__(self, http: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{http.server_address[1]}"
        self.behaviours: dict[str, Behaviour] = http.behaviours  # type: ignore[attr-defined]
        self.requests: list[tuple[str, str | None]] = http.requests  # type: ignore[attr-defined]


@contextmanager
def running() -> Iterator[Server]:
    http = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    http.daemon_threads = True
    http.behaviours, http.requests = {}, []  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Server(http)
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def send(request: Answering, content: bytes, code: int = 200, **headers: str) -> None:
    request.send_response(code)
    usual = {"Content-Length": str(len(content)), "Connection": "close"}
    for name, value in {**usual, **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(content)


def whole(content: bytes, kind: str = "application/octet-stream") -> Behaviour:
    """The file, with ranges."""

    def behave(request: Answering) -> None:
        asked = request.headers.get("Range")
        same = request.headers.get("If-Range") in (None, '"v1"')
        if asked and same:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                send(request, b"", 416)
                return
            where = f"bytes {start}-{len(content) - 1}/{len(content)}"
            send(request, content[start:], 206, Content_Range=where, ETag='"v1"')
            return
        send(request, content, ETag='"v1"', Content_Type=kind)

    return behave


def without_ranges(content: bytes) -> Behaviour:
    return lambda request: send(request, content, ETag='"v1"')


def status(code: int, **headers: str) -> Behaviour:
    return lambda request: send(request, b"no", code, **headers)


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first at the first request, and so on; the last one from then on."""
    left = list(behaviours)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


def cut_off(content: bytes, after: int) -> Behaviour:
    """Promises the whole file and breaks off."""

    def behave(request: Answering) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.send_header("ETag", '"v1"')
        request.end_headers()
        request.wfile.write(content[:after])
        request.wfile.flush()

    return behave


def stalled(content: bytes, after: int, seconds: float = 1.5) -> Behaviour:
    """Sends a part and then nothing."""

    def behave(request: Answering) -> None:
        cut_off(content, after)(request)
        time.sleep(seconds)

    return behave


def redirected(to: str) -> Behaviour:
    return lambda request: send(request, b"", 302, Location=to)
