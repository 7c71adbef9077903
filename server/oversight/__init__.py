"""What watches over the work: how people rate it, and what comes of a bad rating."""
