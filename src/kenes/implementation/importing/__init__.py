"""Sheets as ministries keep them: read cell by cell, matched with what the house knows."""
