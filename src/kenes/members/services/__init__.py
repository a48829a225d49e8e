"""Every act that changes the body's composition; each is authorised and journaled."""
