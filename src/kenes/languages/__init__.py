"""The three working languages: names, texts and the state of their translations."""
