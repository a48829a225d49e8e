"""Instruments' texts and ratifications out of files of other houses."""
