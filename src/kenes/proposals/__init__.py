"""Texts on their way to the body: proposals, what is said of them, and what became of them."""
