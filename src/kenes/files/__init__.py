"""Files from outside: what may be taken, and how it is made harmless for the next reader."""
