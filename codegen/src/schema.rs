//! JSON Schema and its `x-` words, read into the model of a dataset.
