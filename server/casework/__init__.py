"""What is under way: cases, corrections, checks, decisions."""
