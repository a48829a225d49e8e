"""Opening the house for a command: settings, tables, search index."""

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def open_house() -> None:
    """Load settings and apps. Raises WrongSetting naming the variable."""
    django.setup()


def prepare_database() -> None:
    """Bring the tables up to date when they are not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
