"""Files in, containers out."""
