"""What a service day leaves for history: journeys of visitors, shifts of counters, and the figures counted from them."""
