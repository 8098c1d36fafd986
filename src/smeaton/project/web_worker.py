"""A process of gunicorn's, which tells whoever sends no proper request so on a page of ours."""

from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

_PAGE = """<!doctype html>
<html lang="en-GB">
  <head><meta charset="utf-8"><title>This could not be read – Smeaton</title></head>
  <body><h1>This could not be read</h1><p>Nothing has been changed. <a href="/">Go to the start</a></p></body>
</html>
""".encode()
_HEADERS = {
    "Connection": "close",
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": str(len(_PAGE)),
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


class _Said:
    """Stands for the connection while gunicorn writes its own page, of which only the first line is kept."""

    def __init__(self) -> None:
        self.first = b"HTTP/1.1 400 Bad Request"

    def gettimeout(self) -> float:
        """As of a connection that does not wait."""
        return 0.0

    def setblocking(self, _flag: object) -> None:
        """Nothing waits here."""

    def sendall(self, data: bytes) -> None:
        """Keep what the answer begins with."""
        self.first = data.partition(b"\r\n")[0]


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Threads as gunicorn has them; its own page of an error would repeat what was sent, without charset."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Log as gunicorn does; answer with its status, our headers and our words."""
        said = _Said()
        super().handle_error(req, said, addr, exc)
        headers = "".join(f"{name}: {value}\r\n" for name, value in _HEADERS.items())
        try:
            util.write_nonblock(client, said.first + f"\r\n{headers}\r\n".encode() + _PAGE)
        except OSError:
            self.log.debug("nobody waited for the answer")
