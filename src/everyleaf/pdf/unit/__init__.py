"""The values that go between laying out units and joining them."""
