"""Telling people what concerns them: notices in the house, letters, digests."""
