"""The floor as it is seen: read once, drawn for each kind of reader, sent to all who watch."""
