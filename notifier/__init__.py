"""Watches the activity calendar, writes to Member States in time, keeps the record of answers."""
