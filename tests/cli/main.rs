//! The command line, used as a person uses it: a small project is made, commands run, and what they
//! print and how they end is compared.
#![cfg(feature = "cli")]

mod boot;
mod check;
mod help;
mod lock;
mod new;
mod project;
mod show;
mod status;
