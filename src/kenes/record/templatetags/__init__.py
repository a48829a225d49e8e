"""Components of the record."""
