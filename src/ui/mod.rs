//! Windows: return actions, hold no text of their own.
