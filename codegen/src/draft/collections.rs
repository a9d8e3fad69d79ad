//! Finds the records: the lists and maps of objects that a file's root leads to.

use super::key;
use super::node::{Kind, Map, Node, Object, Record};
use super::scope::{Instance, Root, Step, instances};
use super::words::{name, singular};

/// What was found.
#[derive(Debug, Clone, Default)]
pub(super) struct Collections {
    /// Their names, in schema order.
    pub(super) names: Vec<String>,
    /// What a person has to decide.
    pub(super) notes: Vec<String>,
}

/// Each file is one record: Markdown.
pub(super) fn whole_files(dataset: &str, root: &mut Node) -> Collections {
    let mut found = Collections::default();
    if let Kind::Object(object) = &mut root.kind {
        let collection = name(&singular(dataset));
        object.record = Some(Record { collection: collection.clone(), key: Vec::new() });
        found.names.push(collection);
    }
    found
}

/// Marks the records below the root, and the root itself where it holds anything else.
pub(super) fn find(dataset: &str, root: &mut Node, roots: &[Root]) -> Collections {
    let named_root = matches!(&root.kind, Kind::Object(object) if !object.fields.is_empty());
    let mut finder = Finder { dataset, roots, named_root, found: Collections::default() };
    match &mut root.kind {
        Kind::Object(object) => finder.root_object(object),
        Kind::List(Some(items)) if matches!(items.kind, Kind::Object(_)) => {
            finder.root_list(items);
        }
        _ => finder.found.notes.push(
            "the files hold neither objects nor lists of objects, so there are no records"
                .to_owned(),
        ),
    }
    finder.found
}

struct Finder<'a> {
    dataset: &'a str,
    roots: &'a [Root<'a>],
    /// Whether the root holds fields too, and so may be a record itself.
    named_root: bool,
    found: Collections,
}

/// The way from the root to a place.
#[derive(Clone, Default)]
struct Path {
    steps: Vec<Step>,
    /// The fields that the keys of maps on the way become.
    map_keys: Vec<String>,
    /// The names of the fields on the way.
    names: Vec<String>,
}

impl Finder<'_> {
    fn root_object(&mut self, root: &mut Object) {
        let except: Vec<String> = root.fields.iter().map(|field| field.name.clone()).collect();
        let mut leftover = root.fields.is_empty() && root.map.is_none();
        for field in &mut root.fields {
            let path = Path::default().field(&field.name);
            // `$schema` is there for editors.
            leftover |= !self.collect(&mut field.node, &path) && field.name != "$schema";
        }
        if let Some(map) = &mut root.map {
            leftover |= !self.collect_map(map, except, &Path::default());
        }
        if leftover {
            let collection = self.take(&Path::default());
            self.found.names.rotate_right(1);
            root.record = Some(Record { collection, key: Vec::new() });
        }
    }

    fn root_list(&mut self, items: &mut Node) {
        let path = Path { steps: vec![Step::Items], ..Path::default() };
        if !self.collect_items(items, &path) {
            self.found.notes.push(format!(
                "no field tells all records apart: choose `x-key` for `{}` in schema.json",
                name(&singular(self.dataset))
            ));
            if let Kind::Object(object) = &mut items.kind {
                let first = object.fields.first().map(|field| field.name.clone());
                let key = first.into_iter().collect();
                object.record = Some(Record { collection: self.take(&path), key });
            }
        }
    }

    /// Marks the records at and below a place; `false` where it holds anything besides records,
    /// which would then be in no record, and nothing is marked.
    fn collect(&mut self, node: &mut Node, path: &Path) -> bool {
        if node.nullable {
            return false;
        }
        match &mut node.kind {
            Kind::List(Some(items)) => self.collect_items(items, &path.items()),
            Kind::Object(object) if object.fields.is_empty() => match &mut object.map {
                Some(map) => self.collect_map(map, Vec::new(), path),
                None => false,
            },
            Kind::Object(object) if object.map.is_none() => self.collect_fields(object, path),
            _ => false,
        }
    }

    /// An object all of whose fields lead to records.
    fn collect_fields(&mut self, object: &mut Object, path: &Path) -> bool {
        let before = (object.clone(), self.found.clone());
        let all = object
            .fields
            .iter_mut()
            .all(|field| self.collect(&mut field.node, &path.field(&field.name)));
        if !all {
            (*object, self.found) = before;
        }
        all
    }

    fn collect_items(&mut self, items: &mut Node, path: &Path) -> bool {
        let Kind::Object(object) = &mut items.kind else { return false };
        if items.nullable || object.fields.is_empty() {
            return false;
        }
        let instances = instances(self.roots, &path.steps);
        let collection = self.name(path);
        let Some(key) = key::guess(&collection, &object.fields, &path.map_keys, &instances) else {
            if let Some(field) = path.names.last() {
                self.found.notes.push(format!(
                    "no field tells the items of `{field}` apart, so they are no records of their own"
                ));
            }
            return false;
        };
        self.mark(object, path, key);
        true
    }

    fn collect_map(&mut self, map: &mut Map, except: Vec<String>, path: &Path) -> bool {
        if map.values.nullable {
            return false;
        }
        let field = path.map_key(&map.values);
        let mut below = path.clone();
        below.steps.push(Step::Values { codes: map.codes, except });
        below.map_keys.push(field.clone());
        if let Kind::Object(object) = &mut map.values.kind
            && !object.fields.is_empty()
        {
            let instances: Vec<Instance> = instances(self.roots, &below.steps);
            if key::maps_suffice(&instances, true) {
                self.mark(object, &below, Vec::new());
            } else {
                map.field = Some(field);
                self.mark(object, &below, below.map_keys.clone());
            }
            return true;
        }
        let collected = self.collect(&mut map.values, &below);
        if collected {
            // Without it the keys of the map would be in no record.
            map.field = Some(field);
        }
        collected
    }

    fn mark(&mut self, object: &mut Object, path: &Path, key: Vec<String>) {
        for field in object.fields.iter_mut().filter(|field| key.contains(&field.name)) {
            if let Kind::Text { variants, .. } = &mut field.node.kind {
                variants.clear();
            }
        }
        object.record = Some(Record { collection: self.take(path), key });
    }

    /// The name of the records at a place, which becomes theirs.
    fn take(&mut self, path: &Path) -> String {
        let name = self.name(path);
        self.found.names.push(name.clone());
        name
    }

    /// The name of the records at a place: one of its field's name, with that of the field above
    /// where it is taken. The root's are named like the dataset.
    fn name(&self, path: &Path) -> String {
        let one = name(&singular(self.dataset));
        let (own, other) = match path.names.as_slice() {
            [] if path.steps.is_empty() => (one.clone(), name(self.dataset)),
            [] if self.named_root => ("entry".to_owned(), format!("{one}_entry")),
            [] => (one.clone(), format!("{one}_entry")),
            [field] => (name(&singular(field)), format!("{one}_{}", name(&singular(field)))),
            [.., above, field] => {
                let own = name(&singular(field));
                (own.clone(), format!("{}_{own}", name(&singular(above))))
            }
        };
        let numbered = (2..).map(|number| format!("{own}_{number}"));
        let mut names = [own.clone(), other].into_iter().chain(numbered);
        // The numbers do not end, so one is free.
        names.find(|name| !self.found.names.contains(name)).unwrap_or(own)
    }
}

impl Path {
    fn field(&self, name: &str) -> Self {
        let mut path = self.clone();
        path.steps.push(Step::Field(name.to_owned()));
        path.names.push(name.to_owned());
        path
    }

    fn items(&self) -> Self {
        let mut path = self.clone();
        path.steps.push(Step::Items);
        path
    }

    /// A field for the keys of the map here that no record below it can have already.
    fn map_key(&self, values: &Node) -> String {
        let mut field = self
            .names
            .last()
            .map_or_else(|| "key".to_owned(), |field| format!("{}_key", name(&singular(field))));
        while self.map_keys.contains(&field) || has_field(values, &field) {
            field = format!("inner_{field}");
        }
        field
    }
}

/// Whether an object at or below a place has a field of this name.
fn has_field(node: &Node, name: &str) -> bool {
    match &node.kind {
        Kind::List(Some(items)) => has_field(items, name),
        Kind::Object(object) => {
            object.fields.iter().any(|field| field.name == name || has_field(&field.node, name))
                || object.map.as_ref().is_some_and(|map| has_field(&map.values, name))
        }
        _ => false,
    }
}
