"""Where all is composed: settings, addresses, middleware."""
