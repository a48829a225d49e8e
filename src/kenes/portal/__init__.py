"""The public site: front page, bodies and organisations."""
