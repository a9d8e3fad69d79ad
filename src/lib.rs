//! Reference data ships inside the binary and stays right in the database.
