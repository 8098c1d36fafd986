"""Background work of the ui: pictures."""

from django_tasks import task

from smeaton.ui.charts import store


@task()
def draw_picture(key: str) -> None:
    """Draw what waits under `key`."""
    store.draw_waiting(key)
