"""Pure libraries: no Django, no product; usable from a notebook."""
