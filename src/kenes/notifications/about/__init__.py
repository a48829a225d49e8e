"""What an act is about and whom it concerns, app by app; ``audience`` is the table."""
