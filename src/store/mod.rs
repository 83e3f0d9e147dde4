//! Files: settings, journal (crash safety), history, recovery; its own thread.
