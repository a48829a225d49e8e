"""What every app asks of its database."""
