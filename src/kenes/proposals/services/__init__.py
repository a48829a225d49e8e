"""The acts on a proposal: one function for each."""
