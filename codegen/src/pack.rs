//! The packed format: fixed-width rows and a shared string pool.
