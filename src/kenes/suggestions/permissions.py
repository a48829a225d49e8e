"""Who reads what a machine suggests, and who decides; roles are in access/grants.py."""

from kenes.access.types import Action

READ = Action("suggestion.read")
DECIDE = Action("suggestion.decide")
FIT = Action("suggestion.fit")
