//! Which branch of `oneOf` or `anyOf` was meant: its errors help, those of all others do not.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

/// What to say of a value that fits no branch.
pub(super) enum Meant<'e> {
    /// This branch, whose errors are the ones to report.
    Branch(&'e [ValidationError<'static>]),
    /// None: the value at the pointer would have to be one of these.
    OneOf(String, Vec<&'e Value>),
    /// None: the value would have to be of one of these types.
    Types(Vec<JsonType>),
    /// It cannot be told which of these.
    Unclear(Vec<&'e [ValidationError<'static>]>),
}

/// Looks for the branch that the value at `pointer` was meant for.
pub(super) fn meant<'e>(branches: &'e [Vec<ValidationError<'static>>], pointer: &str) -> Meant<'e> {
    let fitting: Vec<&[ValidationError<'static>]> = branches
        .iter()
        .map(Vec::as_slice)
        .filter(|errors| !errors.iter().any(|error| types_at(error, pointer).is_some()))
        .collect();
    if fitting.is_empty() {
        let errors = branches.iter().flatten();
        let mut types: Vec<JsonType> =
            errors.filter_map(|error| types_at(error, pointer)).flatten().collect();
        types.sort_by_key(|kind| kind.as_str());
        types.dedup();
        return Meant::Types(types);
    }
    let mut tagged =
        fitting.iter().filter(|errors| !errors.iter().any(|error| tag(error, pointer)));
    match (tagged.next(), tagged.next()) {
        (Some(only), None) => Meant::Branch(only),
        (Some(_), Some(_)) => Meant::Unclear(fitting),
        (None, _) => values(fitting, pointer),
    }
}

/// All branches want other values: at one place, that is all there is to say.
fn values<'e>(fitting: Vec<&'e [ValidationError<'static>]>, pointer: &str) -> Meant<'e> {
    if let [only] = fitting[..] {
        return Meant::Branch(only);
    }
    let tags = |errors: &'e [ValidationError<'static>]| {
        errors
            .iter()
            .filter(|error| tag(error, pointer))
            .map(|error| error.instance_path().as_str())
    };
    // The tag: the first place at which every branch wants another value.
    let shared = fitting.first().and_then(|first| {
        tags(first).find(|at| fitting.iter().all(|errors| tags(errors).any(|other| other == *at)))
    });
    let Some(at) = shared else { return Meant::Unclear(fitting) };
    let mut allowed: Vec<&Value> = Vec::new();
    for error in fitting.iter().copied().flatten() {
        if error.instance_path().as_str() == at {
            match error.kind() {
                ValidationErrorKind::Constant { expected_value } => allowed.push(expected_value),
                ValidationErrorKind::Enum { options } => {
                    allowed.extend(options.as_array().into_iter().flatten());
                }
                _ => {}
            }
        }
    }
    Meant::OneOf(at.to_owned(), allowed)
}

/// The types that a branch wants instead of that of the value itself.
fn types_at(error: &ValidationError<'_>, pointer: &str) -> Option<Vec<JsonType>> {
    match error.kind() {
        ValidationErrorKind::Type { kind } if error.instance_path().as_str() == pointer => {
            Some(types(kind))
        }
        _ => None,
    }
}

/// The types that a `type` keyword names.
pub(super) fn types(kind: &TypeKind) -> Vec<JsonType> {
    match kind {
        TypeKind::Single(kind) => vec![*kind],
        TypeKind::Multiple(kinds) => kinds.iter().collect(),
    }
}

/// Whether the value itself, or a property of it, is another constant than the branch wants.
fn tag(error: &ValidationError<'_>, pointer: &str) -> bool {
    let constant = matches!(
        error.kind(),
        ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. }
    );
    let below = error.instance_path().as_str().strip_prefix(pointer);
    constant && below.is_some_and(|rest| !rest.trim_start_matches('/').contains('/'))
}
