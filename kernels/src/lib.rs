//! Engine room (see house plan).
