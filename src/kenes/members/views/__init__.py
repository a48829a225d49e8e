"""Pages of bodies and organisations: public ones, and the secretary's."""
