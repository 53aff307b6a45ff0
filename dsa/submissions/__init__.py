"""What candidates run and submit, and the queue that it waits in."""
