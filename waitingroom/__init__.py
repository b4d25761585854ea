"""
The core of Antre: facts, the hall folded from them, the rules, and the log.

Imports go one way: services → this package → the standard library. Only
``redis_log`` uses Redis; nothing here depends on Flask or reads a clock.
"""
