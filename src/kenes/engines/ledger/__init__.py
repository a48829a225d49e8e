"""A verifiable log: the tree of RFC 6962, C2SP's tiles, signed notes and checkpoints. No Django."""
