//! Fuse box: builds every queue, spawns and names every thread, shuts down in flow order.
