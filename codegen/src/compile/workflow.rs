//! `git` and `review`: the collections and fields that they name must be there.

use super::dataset::Prepared;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{Field, Format, Key, Review, Type};

pub(super) fn check(dataset: &Prepared) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(git) = &dataset.manifest.git
        && let Some(collection) =
            dataset.types.collections.iter().find(|known| known.name == git.collection)
        && collection.key == Key::Unit
    {
        let message = format!(
            "a record of `{}` is named by its file, and git names files anew",
            git.collection
        );
        let help = "give it a field that names it for ever, and say so with `x-key`".to_owned();
        found.push(wrong(dataset, "/git/collection", message, Some(help)));
    }
    if let Some(git) = &dataset.manifest.git
        && let Some(field) =
            named(dataset, "/git", "file", (&git.collection, &git.field), &mut found)
        && !matches!(field.ty, Type::String(Format::Text))
    {
        let message = format!("`{}` is no text, and names a file", git.field);
        found.push(wrong(dataset, "/git/file", message, None));
    }
    if let Some(review) = &dataset.manifest.review
        && let Some(field) =
            named(dataset, "/review", "field", (&review.collection, &review.field), &mut found)
    {
        let values = match field.ty {
            Type::Enum(rank) => &dataset.types.enums[rank].values[..],
            _ => &[],
        };
        let steps = Review::STEPS.map(|(step, _)| step);
        if let Some(missing) = steps.iter().find(|step| !values.iter().any(|value| value == *step))
        {
            let message = format!("`{}` can't be `{missing}`", review.field);
            let help = format!("give it an `enum` with {}", steps.join(", "));
            found.push(wrong(dataset, "/review/field", message, Some(help)));
        }
    }
    found
}

/// The field that a part of the manifest names.
fn named<'d>(
    dataset: &'d Prepared,
    part: &str,
    key: &str,
    (collection, field): (&str, &str),
    found: &mut Vec<Diagnostic>,
) -> Option<&'d Field> {
    let known = &dataset.types.collections;
    let Some(collection) = known.iter().find(|known| known.name == collection) else {
        let near = nearest(collection, known.iter().map(|known| known.name.as_str()));
        let message = format!("the schema has no collection `{collection}`");
        let help = near.map(|near| format!("did you mean `{near}`?"));
        found.push(wrong(dataset, &format!("{part}/collection"), message, help));
        return None;
    };
    let fields = &dataset.types.structs[collection.record].fields;
    let known = fields.iter().find(|known| known.name == field);
    if known.is_none() {
        let near = nearest(field, fields.iter().map(|known| known.name.as_str()));
        let message = format!("`{}` has no field `{field}`", collection.name);
        let help = near.map_or_else(
            || {
                let names: Vec<&str> = fields.iter().map(|known| known.name.as_str()).collect();
                format!("it has {}", names.join(", "))
            },
            |near| format!("did you mean `{near}`?"),
        );
        found.push(wrong(dataset, &format!("{part}/{key}"), message, Some(help)));
    }
    known
}

fn wrong(dataset: &Prepared, at: &str, message: String, help: Option<String>) -> Diagnostic {
    let document = &dataset.manifest_document;
    let mut problem =
        Diagnostic::new(Code::Manifest, message, document.place(document.mark_at(at)));
    problem.help = help;
    problem
}
