"""Components, styles and the frame of every page."""
