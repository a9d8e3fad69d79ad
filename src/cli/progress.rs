//! The progress bar of a long import.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use seedbank::Progress;

/// An import that takes longer than this has a progress bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A progress bar that shows itself only to somebody who has waited.
pub struct Bar {
    since: Instant,
    watched: bool,
    shown: Option<ProgressBar>,
}

impl Bar {
    pub fn new() -> Self {
        Self { since: Instant::now(), watched: stderr().is_terminal(), shown: None }
    }

    pub fn step(&mut self, step: Progress<'_>) {
        if !self.watched || self.since.elapsed() < PATIENCE {
            return;
        }
        let bar = self.shown.get_or_insert_with(|| {
            let bar = ProgressBar::new(step.total);
            let template = "{bar:30} {human_pos}/{human_len} records, {msg}";
            // The template is fixed and right; if it were not, the bar's own look will do.
            bar.set_style(
                ProgressStyle::with_template(template)
                    .unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar
        });
        bar.set_position(step.done);
        bar.set_message(format!("{}/{}", step.dataset, step.unit));
    }

    pub fn finish(self) {
        if let Some(bar) = self.shown {
            bar.finish_and_clear();
        }
    }
}
