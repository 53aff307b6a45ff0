"""Who is in a room, in Redis, with expiry."""
