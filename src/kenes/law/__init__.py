"""Obligations and national acts: instruments by article, acts in dated versions."""
