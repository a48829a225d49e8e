"""What people fill in about meetings, page by page."""
