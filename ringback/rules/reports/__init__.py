"""What a service report says of a period: waits, promises, shares and lengths, as plain arithmetic."""
