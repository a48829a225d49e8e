"""What the secretary fills in; every rule beyond a field's form is in the services."""
