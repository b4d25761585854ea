"""What visitors say about a service: a face for a visit, forms such as the SKM, free words, and what follows from them."""
