//! What a record was before.

use super::image::Image;
use crate::store::{Error, HistoryFilter, Reader, RecordId};

/// Whether one of the values that a record had, as far as the history goes back, is the one that is looked
/// for.
pub(crate) fn had(
    reader: &mut dyn Reader,
    record: RecordId,
    is: &dyn Fn(&str) -> bool,
) -> Result<bool, Error> {
    let filter = HistoryFilter { record: Some(record), ..HistoryFilter::default() };
    let mut found = false;
    reader.each_history(&filter, &mut |entry| {
        let images = [&entry.row.before, &entry.row.after];
        let images = images.into_iter().flatten().filter_map(|text| Image::from_text(text));
        for Image { data, base, .. } in images {
            found = found || is(&data) || base.is_some_and(|base| is(&base));
        }
        Ok(())
    })?;
    Ok(found)
}
