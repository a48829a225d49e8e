"""What happened before there were notices is not told: the cursor begins at the newest act."""

from typing import Any

from django.db import migrations
from django.db.models import Max


def begin(apps: Any, schema_editor: Any) -> None:
    newest = apps.get_model("journal", "Entry").objects.aggregate(last=Max("pk"))["last"]
    apps.get_model("notifications", "Cursor").objects.create(pk=1, position=newest or 0)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_start"), ("journal", "0002_append_only")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
