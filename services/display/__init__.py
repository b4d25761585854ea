"""The display service: live boards, panels and ticket pages. Only ``serve`` imports eventlet."""
