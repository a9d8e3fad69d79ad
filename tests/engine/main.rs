//! A database is brought in step with a bundle, whatever else happens.
//!
//! What holds for every database is one function, and a test for each of them (`on_each!`); what is about
//! one kind alone is in a file of its own.
#![cfg(all(feature = "git", feature = "sqlite", feature = "postgres"))]

mod backups;
mod concurrent;
mod convex;
mod damaged;
mod database;
mod deriving;
mod edits;
mod exports;
mod faults;
mod fixture;
mod git_clones;
mod git_conflicts;
mod git_crashes;
mod git_killed;
mod git_locks;
mod git_log;
mod git_merges;
mod git_notes;
mod git_properties;
mod git_pull;
mod git_push;
mod git_repositories;
mod git_ssh;
mod imports;
mod killed;
mod killed_restore;
mod meaning;
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
mod seed_files_left_out;
mod server;
mod sqlite_faults;
mod tables_loaded;
mod tls;
mod undoes;
mod update;
