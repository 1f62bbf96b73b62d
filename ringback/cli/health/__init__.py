"""What `ringback doctor` looks at, part by part."""
