"""Asking, drafting, signing, withdrawing, and the clock: one act, one file."""
