"""The acts on the record: publishing, integrating, redacting, attesting, witnessing."""
