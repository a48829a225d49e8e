"""Consultations: statements, votes, the map of opinions, and what follows from common ground."""
