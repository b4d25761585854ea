"""The display service: everything that moves on a screen. eventlet stays in ``serve``."""
