"""Rankings under bias."""
