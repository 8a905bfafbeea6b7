"""What a visit can be and how it goes on: (state, intent) -> next state and effects, without a pixel."""
