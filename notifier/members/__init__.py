"""Who is written to: members, their focal points, and the choice among them. Pure."""
