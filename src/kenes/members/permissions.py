"""What can be done to the body's composition; roles are in access/grants.py."""

from kenes.access.types import Action

READ = Action("body.read")
CHANGE_BODY = Action("body.change")
CHANGE_ORGANISATION = Action("organisation.change")
CHANGE_SEAT = Action("seat.change")
CHANGE_OFFICE = Action("office.change")
