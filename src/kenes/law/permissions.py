"""What can be done to instruments and acts; roles are in access/grants.py."""

from kenes.access.types import Action

READ = Action("law.read")
KEEP = Action("law.keep")  # facts of public sources: the secretariat enters them
