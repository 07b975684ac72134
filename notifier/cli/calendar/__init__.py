"""Commands about the plan, its rules, outside calendars and the year ahead."""
