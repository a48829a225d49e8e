"""What a machine suggests of a recommendation, each with its reason; a named person decides."""
