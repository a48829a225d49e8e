"""Meetings: the year's plan, agendas, the floor while it is held, decisions and minutes."""
