"""Running the shared code: what people ask for (`services`), the queue, and what a worker does (`runner`)."""
