"""
The core of Antre: facts, the hall they add up to, the rules, and the log that remembers.

Imports point one way: services → this package → the standard library. Only
``redis_log`` knows Redis; nothing here knows Flask, and nothing here has a clock.
"""
