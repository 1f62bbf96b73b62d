"""The live hub: events down to open pages, heartbeats and WebRTC signals up. It never changes a callback."""
