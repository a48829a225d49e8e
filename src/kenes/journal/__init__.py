"""The private, append-only journal of every act."""
