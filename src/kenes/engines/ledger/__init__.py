"""A verifiable log: RFC 6962's tree, C2SP's tiles, signed notes and checkpoints. No Django."""
