"""Who reads the journal; roles are in access/grants.py."""

from kenes.access.types import Action

READ = Action("journal.read")
