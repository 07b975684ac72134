"""Reads outside calendars: iCalendar from files and addresses, CalDAV collections."""
