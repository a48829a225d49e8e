"""The database itself refuses to change an entry, to move it in the log, or to delete it.

What is told of it and who signed it stand beside the log and may change; its place is given once.
"""

from typing import Any

from django.db import migrations

FIXED = ("id", "act_id", "uuid", "type", "subject", "at", "data", "leaf")
_CHANGED = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in FIXED)
_MOVED = 'OLD."index" IS NOT NULL AND NEW."index" IS DISTINCT FROM OLD."index"'
WORDS = "the record is append-only"
SQLITE = [
    f"""CREATE TRIGGER record_no_update BEFORE UPDATE ON record_entry
        WHEN {(_CHANGED + " OR " + _MOVED).replace("IS DISTINCT FROM", "IS NOT")}
        BEGIN SELECT RAISE(ABORT, '{WORDS}'); END""",
    f"""CREATE TRIGGER record_no_delete BEFORE DELETE ON record_entry
        BEGIN SELECT RAISE(ABORT, '{WORDS}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$""",
    f"""CREATE TRIGGER record_no_update BEFORE UPDATE ON record_entry FOR EACH ROW
        WHEN ({_CHANGED} OR ({_MOVED})) EXECUTE FUNCTION record_refuse()""",
    """CREATE TRIGGER record_no_delete BEFORE DELETE ON record_entry
        FOR EACH ROW EXECUTE FUNCTION record_refuse()""",
]


def guard(apps: Any, schema_editor: Any) -> None:
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_start")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
