"""Forms of signing in and of people's accounts."""
