//! TODO
/// TODO
pub fn names() {}
