"""Bodies, chambers, organisations, seats and who holds them."""
