"""What a photo shows: files decoded, framed and encoded into features."""
