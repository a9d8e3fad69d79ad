//! A document that can be taken apart and put together, marks and all.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::path::Token;
use crate::diagnostic::{Place, SourceFile};
use crate::source::Mark;

/// A value and where it is written.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) body: Body,
    /// Without those of what is in it.
    pub(super) mark: Mark,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    Scalar(Value),
    List(Vec<Node>),
    Object(BTreeMap<String, Node>),
}

/// The mark of what is written nowhere, and belongs to what begins here.
pub(super) fn nowhere(at: u32) -> Mark {
    Mark { start: at, end: at, key: None, plain: false, children: Box::default() }
}

impl Node {
    pub(super) fn of(value: Value, mut mark: Mark) -> Self {
        let marks = std::mem::take(&mut mark.children).into_vec();
        let body = match value {
            Value::Array(items) => {
                let nodes = items.into_iter().zip(marks);
                Body::List(nodes.map(|(value, mark)| Self::of(value, mark)).collect())
            }
            Value::Object(object) => {
                let mut members: Vec<(String, Value)> = object.into_iter().collect();
                members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
                let nodes = members.into_iter().zip(marks);
                Body::Object(
                    nodes.map(|((name, value), mark)| (name, Self::of(value, mark))).collect(),
                )
            }
            scalar => Body::Scalar(scalar),
        };
        Self { body, mark }
    }

    /// What is set, and stands in no file.
    fn set_at(value: Value, at: u32) -> Self {
        let body = match value {
            Value::Array(items) => {
                Body::List(items.into_iter().map(|item| Self::set_at(item, at)).collect())
            }
            Value::Object(object) => {
                let members = object.into_iter();
                Body::Object(members.map(|(name, value)| (name, Self::set_at(value, at))).collect())
            }
            scalar => Body::Scalar(scalar),
        };
        Self { body, mark: nowhere(at) }
    }

    pub(super) fn into_parts(self) -> (Value, Mark) {
        let Self { body, mut mark } = self;
        let value = match body {
            Body::Scalar(value) => value,
            Body::List(items) => {
                let (values, marks): (Vec<Value>, Vec<Mark>) =
                    items.into_iter().map(Self::into_parts).unzip();
                mark.children = marks.into();
                Value::Array(values)
            }
            Body::Object(members) => {
                let (mut object, mut marks) = (serde_json::Map::new(), Vec::new());
                for (name, node) in members {
                    let (value, mark) = node.into_parts();
                    object.insert(name, value);
                    marks.push(mark);
                }
                mark.children = marks.into();
                Value::Object(object)
            }
        };
        (value, mark)
    }

    /// Where its key is written, or itself where it has none.
    pub(super) fn key_place(&self, file: &Arc<SourceFile>) -> Place {
        let (start, end) = self.mark.key.unwrap_or((self.mark.start, self.mark.end));
        Place { file: Arc::clone(file), span: start as usize..end as usize }
    }

    /// Puts a value at a path, and makes the objects on the way that there are not. Two objects become one.
    pub(super) fn put(&mut self, path: &[String], new: Self) -> Result<(), Taken> {
        let Some((name, rest)) = path.split_first() else { return self.join(new) };
        let at = self.mark.start;
        let child = match &mut self.body {
            Body::Object(members) => match members.get_mut(name) {
                Some(child) => child,
                None if rest.is_empty() => {
                    members.insert(name.clone(), new);
                    return Ok(());
                }
                None => members
                    .entry(name.clone())
                    .or_insert(Self { body: Body::Object(BTreeMap::new()), mark: nowhere(at) }),
            },
            Body::List(items) => {
                let index = name.parse::<usize>().ok();
                index.and_then(|index| items.get_mut(index)).ok_or(Taken)?
            }
            Body::Scalar(_) => return Err(Taken),
        };
        child.put(rest, new)
    }

    fn join(&mut self, new: Self) -> Result<(), Taken> {
        let (Body::Object(members), Body::Object(others)) = (&mut self.body, new.body) else {
            return Err(Taken);
        };
        for (name, other) in others {
            match members.get_mut(&name) {
                Some(member) => member.join(other)?,
                None => drop(members.insert(name, other)),
            }
        }
        Ok(())
    }

    /// Gives what is at a path this value; makes the objects on the way that there are not.
    pub(super) fn set(&mut self, path: &[Token], value: &Value) {
        let Some((token, rest)) = path.split_first() else {
            let key = self.mark.key;
            *self = Self::set_at(value.clone(), self.mark.start);
            self.mark.key = key;
            return;
        };
        let at = self.mark.start;
        match (&mut self.body, token) {
            (Body::Object(members), Token::Any) => {
                for child in members.values_mut() {
                    child.set(rest, value);
                }
            }
            (Body::Object(members), Token::Name(name)) => members
                .entry(name.clone())
                .or_insert(Self { body: Body::Object(BTreeMap::new()), mark: nowhere(at) })
                .set(rest, value),
            (Body::List(items), Token::Any) => {
                for child in items {
                    child.set(rest, value);
                }
            }
            (Body::List(items), Token::Name(name)) => {
                if let Some(child) = name.parse().ok().and_then(|index: usize| items.get_mut(index))
                {
                    child.set(rest, value);
                }
            }
            (Body::Scalar(_), _) => {}
        }
    }
}

/// There is another value already.
pub(super) struct Taken;
