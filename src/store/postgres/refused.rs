//! A batch of which the database refuses some.

use postgres::Error as PostgresError;

use super::failure::{Failing as _, is_about_a_record, words};
use super::session::Session;
use crate::store::{Error, Rejected};

/// Sends a batch at once. If the database refuses it, it is cut in halves until what is refused is known
/// by itself, and the rest goes in.
pub(super) fn in_batches<T, F>(
    session: &mut Session<'_>,
    batch: &[T],
    doing: &'static str,
    mut send: F,
) -> Result<Vec<Rejected>, Error>
where
    F: FnMut(&mut Session<'_>, &[T]) -> Result<(), PostgresError>,
{
    let mut rejected = Vec::new();
    // The first of it is on top.
    let mut parts = vec![(0, batch)];
    while let Some((start, part)) = parts.pop() {
        if part.is_empty() {
            continue;
        }
        session.run("SAVEPOINT seedbank_batch").or_fail(&session.site, doing)?;
        match send(session, part) {
            Ok(()) => {
                session.run("RELEASE SAVEPOINT seedbank_batch").or_fail(&session.site, doing)?;
            }
            Err(error) if is_about_a_record(&error) => {
                session
                    .run("ROLLBACK TO SAVEPOINT seedbank_batch; RELEASE SAVEPOINT seedbank_batch")
                    .or_fail(&session.site, doing)?;
                if let [_] = part {
                    rejected.push(Rejected { index: start, reason: words(&error) });
                } else {
                    let (first, second) = part.split_at(part.len() / 2);
                    parts.extend([(start + first.len(), second), (start, first)]);
                }
            }
            Err(error) => return Err(error).or_fail(&session.site, doing),
        }
    }
    Ok(rejected)
}
