"""Records of a service day for history: visitors' journeys, counters' shifts, and the figures derived from them."""
