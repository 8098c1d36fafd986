"""Background work: kept in the database, done by `smeaton worker`."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
