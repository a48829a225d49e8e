"""Requests and replies: one mechanism and one clock for every institution at the table."""
