"""Minutes out of what happened: the story of a meeting, and its sentences."""
