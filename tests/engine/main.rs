//! A database is brought in step with a bundle, whatever else happens.
//!
//! What holds for every database is one function, and a test for each of them (`on_each!`); what is about
//! one kind alone is in a file of its own.
#![cfg(all(feature = "sqlite", feature = "postgres"))]

mod concurrent;
mod convex;
mod database;
mod edits;
mod exports;
mod faults;
mod fixture;
mod imports;
mod killed;
mod migrate;
mod postgres_faults;
mod postgres_views;
mod process;
mod properties;
mod proxy;
mod reading;
mod references;
mod release;
mod seed_files;
mod server;
mod sqlite_faults;
mod tls;
mod undoes;
mod update;
