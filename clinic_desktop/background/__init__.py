"""Work off the interface thread, and telling screens what changed."""
