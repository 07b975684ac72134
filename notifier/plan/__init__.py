"""The year's activities, the rules, and what is due now. Pure: no clock, no disk, no network."""
