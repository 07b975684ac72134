"""What the calendar says: how two plans differ, what outside calendars tell, what looks like a slip."""
