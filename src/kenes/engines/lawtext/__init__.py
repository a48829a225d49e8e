"""Acts as trees: read from text, compared by structure and words. Without Django."""
