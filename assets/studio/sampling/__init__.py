"""What is ordered how often."""
