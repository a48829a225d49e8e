"""The acts on the register, one file for each kind of act."""
