"""The demo's first page, one-click sign-in and mailbox; installed only where RINGBACK_DEMO is set."""
