"""The site's settings with a limit that a test reaches in seconds, for a real web server."""

from smeaton.project.settings import *  # noqa: F403
from smeaton.project.settings.limits import REQUEST_LIMITS as USUAL
from smeaton.project.settings.limits import Limit

REQUEST_LIMITS = USUAL | {"pages": Limit(most=40, seconds=10**9)}  # no window ends while a test runs
