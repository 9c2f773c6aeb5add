"""What words mean to a jeweler."""
