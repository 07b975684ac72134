"""Commands about the outbox."""
