"""A believable, fictional body for tests, screenshots and a first look."""
