"""Django settings, one topic per file. Everything that differs between machines comes from `SMEATON_*`."""

from smeaton.project.settings.base import *  # noqa: F403
from smeaton.project.settings.database import *  # noqa: F403
from smeaton.project.settings.limits import *  # noqa: F403
from smeaton.project.settings.logging import *  # noqa: F403
from smeaton.project.settings.mail import *  # noqa: F403
from smeaton.project.settings.pages import *  # noqa: F403
from smeaton.project.settings.retention import *  # noqa: F403
from smeaton.project.settings.security import *  # noqa: F403
from smeaton.project.settings.sign_in import *  # noqa: F403
from smeaton.project.settings.tasks import *  # noqa: F403
