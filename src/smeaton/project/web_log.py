"""What gunicorn writes goes the way of every other line: in UTC, in one form, without secrets of links."""

import logging
from datetime import timedelta
from logging.config import dictConfig
from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger

from smeaton.project.log_filter import without_links
from smeaton.project.settings.environment import said
from smeaton.project.settings.logging import LOGGING

_ACCESS = logging.getLogger("smeaton.access")


class WebLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """Errors and, with `SMEATON_ACCESS_LOG=1`, a line for each request: no query, nobody's address."""

    def setup(self, cfg: Any) -> None:
        """Leave handlers and forms to our own settings."""
        super().setup(cfg)
        dictConfig(LOGGING)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.propagate = True

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Of a request that is none, that there was one: gunicorn would repeat what was sent."""
        if str(msg).startswith("Invalid request from "):
            msg, args = "a request that cannot be read was refused", ()
        super().warning(msg, *args, **kwargs)

    def _compute_access_log_enabled(self) -> bool:
        return said.get("SMEATON_ACCESS_LOG") == "1"

    def access(self, resp: Any, _req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """One request that was answered."""
        if not self.access_log_enabled:
            return
        told = {
            "method": environ["REQUEST_METHOD"],
            "address": without_links(quote(environ.get("PATH_INFO", ""), safe="/~…")),
            "status": str(resp.status).partition(" ")[0],
            "milliseconds": request_time // timedelta(milliseconds=1),
        }
        _ACCESS.info("%(method)s %(address)s %(status)s in %(milliseconds)d ms", told, extra=told)
