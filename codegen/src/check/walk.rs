//! Goes through a document beside its schema, into those parts only that something is wanted of.

use serde_json::{Map, Value};

use crate::schema::members::members;
use crate::schema::{Additional, Shape, ShapeId, Shapes};
use crate::source::{Document, Mark};

/// A walk over documents of one schema.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    shapes: Shapes,
    /// By node: whether it, or a node below it, is wanted.
    reaches: Vec<bool>,
}

/// A value on the way, with the shapes that apply to it.
pub(super) struct Visit<'d, 'w, M = &'d Mark> {
    pub(super) value: &'d Value,
    pub(super) mark: M,
    pub(super) shapes: &'w [ShapeId],
    /// How many values it is inside of.
    #[cfg_attr(not(feature = "source"), expect(dead_code, reason = "references alone ask for it"))]
    pub(super) depth: usize,
}

/// Where values are written, if anybody wants to know.
trait Written<'d>: Copy {
    fn items(self, items: &'d [Value]) -> impl Iterator<Item = (&'d Value, Self)>;
    fn members(self, object: &'d Map<String, Value>) -> Vec<(&'d str, &'d Value, Self)>;
}

impl<'d> Written<'d> for &'d Mark {
    fn items(self, items: &'d [Value]) -> impl Iterator<Item = (&'d Value, Self)> {
        items.iter().zip(&self.children)
    }

    fn members(self, object: &'d Map<String, Value>) -> Vec<(&'d str, &'d Value, Self)> {
        members(object, self)
    }
}

impl<'d> Written<'d> for () {
    fn items(self, items: &'d [Value]) -> impl Iterator<Item = (&'d Value, Self)> {
        items.iter().map(|value| (value, ()))
    }

    fn members(self, object: &'d Map<String, Value>) -> Vec<(&'d str, &'d Value, Self)> {
        object.iter().map(|(name, value)| (name.as_str(), value, ())).collect()
    }
}

impl Walk {
    /// A walk to the values with a shape that is wanted.
    pub(super) fn new(shapes: &Shapes, wanted: impl Fn(&Shape) -> bool) -> Self {
        let mut reaches: Vec<bool> = shapes.iter().map(|(_, shape)| wanted(shape)).collect();
        // As often as a schema nests, which is rarely more than a few times; circles end it too.
        loop {
            let mut grown = false;
            for (index, (_, shape)) in shapes.iter().enumerate() {
                if !reaches[index] && below(shape).any(|id| reaches[id.index()]) {
                    reaches[index] = true;
                    grown = true;
                }
            }
            if !grown {
                return Self { shapes: shapes.clone(), reaches };
            }
        }
    }

    /// Whether documents of this node can hold what is wanted.
    pub(super) fn reaches(&self, root: ShapeId) -> bool {
        self.reaches[root.index()]
    }

    /// The schema's nodes.
    pub(super) fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// Calls `visit` with every value of a document of this node, from the outside in and in the order
    /// of the file.
    pub(super) fn visit<'d>(
        &self,
        root: ShapeId,
        document: &'d Document,
        visit: &mut dyn FnMut(&Visit<'d, '_>),
    ) {
        self.value(&[root], &document.value, &document.mark, 0, visit);
    }

    /// The same for a value that stands in no file, and to which all of these nodes apply.
    pub(super) fn visit_value<'d>(
        &self,
        roots: &[ShapeId],
        value: &'d Value,
        visit: &mut dyn FnMut(&Visit<'d, '_, ()>),
    ) {
        self.value(roots, value, (), 0, visit);
    }

    fn value<'d, M: Written<'d>>(
        &self,
        shapes: &[ShapeId],
        value: &'d Value,
        mark: M,
        depth: usize,
        visit: &mut dyn FnMut(&Visit<'d, '_, M>),
    ) {
        if !shapes.iter().any(|id| self.reaches[id.index()]) {
            return;
        }
        let mut applicable: Vec<ShapeId> = Vec::new();
        for &id in shapes {
            for part in self.shapes.applicable(id, value) {
                if self.reaches[part.index()] && !applicable.contains(&part) {
                    applicable.push(part);
                }
            }
        }
        visit(&Visit { value, mark, shapes: &applicable, depth });
        match value {
            Value::Array(items) => {
                let inner: Vec<ShapeId> =
                    applicable.iter().filter_map(|&id| self.shapes[id].items).collect();
                if inner.is_empty() {
                    return;
                }
                for (value, mark) in mark.items(items) {
                    self.value(&inner, value, mark, depth + 1, visit);
                }
            }
            Value::Object(object) => {
                for (name, value, mark) in mark.members(object) {
                    let inner = self.shapes.property(&applicable, name);
                    self.value(&inner, value, mark, depth + 1, visit);
                }
            }
            _ => {}
        }
    }
}

/// The nodes that a node leads to.
fn below(shape: &Shape) -> impl Iterator<Item = ShapeId> + '_ {
    let additional = match shape.additional {
        Additional::Shape(id) => Some(id),
        Additional::Open | Additional::Closed => None,
    };
    let named = shape.properties.iter().map(|(_, id)| *id);
    let patterns = shape.patterns.iter().map(|(_, id)| *id);
    named
        .chain(patterns)
        .chain(additional)
        .chain(shape.names)
        .chain(shape.items)
        .chain(shape.all_of.iter().copied())
        .chain(shape.any_of.iter().copied())
}
