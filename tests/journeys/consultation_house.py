"""A house in which sixty members of four chambers can sign in; a process of its own.

Begun with a fresh KENES_HOME. The last line is a JSON list of the members' addresses, chamber by
chamber in turn.
"""

import json
import os

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")
    import django

    django.setup()

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone

from kenes.accounts.models import User
from kenes.demo.cast import PASSWORD, assemble
from kenes.opinions.tests.opened import members

MEMBERS, CHAMBERS = 60, 4


def found() -> list[str]:
    call_command("migrate", verbosity=0, interactive=False)
    today = timezone.localdate()
    assemble(today, PASSWORD)
    made = members(MEMBERS, today, CHAMBERS)
    emails = [user.email for user in made]
    User.objects.filter(email__in=emails).update(password=make_password(PASSWORD))
    return emails


if __name__ == "__main__":
    print(json.dumps(found()))
