"""Kenes: the working platform of a standing consultative body."""

__version__ = "0.1.0"
