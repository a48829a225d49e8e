"""Comparative tables: how rows of amendments stand against the law, on a page and on paper."""
