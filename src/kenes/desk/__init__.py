"""The signed-in home: only what waits for me."""
