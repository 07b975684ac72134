"""Invitations: iCalendar objects and the tokens that make an answer unambiguous. Pure."""
