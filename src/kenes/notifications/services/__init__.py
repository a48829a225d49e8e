"""From the journal to notices, from notices to letters, from letters to the mail server."""
