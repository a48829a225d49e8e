"""Components of requests and replies."""
