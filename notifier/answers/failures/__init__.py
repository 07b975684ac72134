"""Mail that did not arrive: delivery reports and bounces, who failed, and how bad it is."""
