"""The public record: what was done, in a log that anyone can check."""
