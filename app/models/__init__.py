"""What the window shows, without widgets: turns, chats, the library, the canvas, the engine's state."""
