"""Every act on people's accounts; each is authorised and journaled."""
