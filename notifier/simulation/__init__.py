"""The room of `notifier simulate`: a year by the service's own ticks, with nothing that leaves."""
