"""The alignment matrix: obligations beside provisions, and what each chamber says of the two."""
