"""The database itself refuses to change or delete what the journal holds."""

from typing import Any

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    """CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal_entry
       FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
]


def guard(apps: Any, schema_editor: Any) -> None:
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_start")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
