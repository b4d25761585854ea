"""
The data for screens: pure functions from a hall and the time to plain JSON.

They are a contract, with golden examples in ``tests/contracts/views``. Times are ISO 8601 with the venue's offset.
"""
