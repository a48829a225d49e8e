"""What follows from a recommendation: measures, road maps, and what is still not done."""
