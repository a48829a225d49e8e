"""The acts on road maps and measures, one file for each kind of act."""
