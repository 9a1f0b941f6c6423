"""The panes of the window, one file a pane. They hold no truth: each takes a model and follows it."""
