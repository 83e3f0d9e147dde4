//! Switchboard: what was said → a command → a transaction.
