"""Background work of the ui: pictures and documents."""

from django_tasks import task

from smeaton.ui import typesetting
from smeaton.ui.charts import store


@task()
def draw_picture(key: str) -> None:
    """Draw what waits under `key`."""
    store.draw_waiting(key)


@task()
def typeset_document(key: str) -> None:
    """Typeset what waits under `key`."""
    typesetting.typeset_waiting(key)
