//! `x-validations`: rules in CEL, the Common Expression Language.

use std::collections::HashMap;
use std::fmt;
use std::ptr;

use cel::{Context, Program, Value as Cel};
use serde_json::{Map, Value};

use super::nesting::nesting;
use super::stack::with_room;
use super::walk::{Visit, Walk};
use super::{Unit, brief, free_names, self_value};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::schema::members::member;
use crate::schema::{Rule, ShapeId, Shapes};
use crate::source::Mark;

/// The rules of a schema, compiled.
pub struct Rules {
    /// By node of the schema.
    by_shape: Vec<Vec<Compiled>>,
    walk: Walk,
    /// The functions that every rule can call; to list them takes longer than most rules.
    context: Context<'static, 'static>,
    /// How deep the deepest rule nests.
    nesting: usize,
}

struct Compiled {
    rule: Rule,
    program: Program,
}

/// How long a rule may be. An expression can nest in proportion to its length, and is evaluated on
/// the stack; brackets the parser bounds itself.
const LONGEST: usize = 2000;

/// A rule that nests no deeper is evaluated on any stack: to make another takes longer than to check a
/// record.
const FLAT: usize = 16;

impl Rules {
    /// Compiles the rules; those that do not compile are reported and left out.
    #[must_use]
    pub fn compile(shapes: &Shapes, found: &mut Vec<Diagnostic>) -> Self {
        with_room(|| Self::compile_here(shapes, found))
    }

    /// Evaluates the rules on all objects of a unit that they are about.
    ///
    /// `found` holds what the schema check said of the unit: where an object is not as the schema
    /// wants it, a rule that cannot be evaluated is no news.
    pub fn check(&self, unit: &Unit<'_>, found: &mut Vec<Diagnostic>) {
        self.check_below(Shapes::ROOT, unit, found);
    }

    /// The same for a unit whose document is not what the whole schema is about, but this node.
    pub(super) fn check_below(&self, root: ShapeId, unit: &Unit<'_>, found: &mut Vec<Diagnostic>) {
        if !self.walk.reaches(root) {
            return;
        }
        if self.nesting > FLAT {
            with_room(|| self.check_here(root, unit, found));
        } else {
            self.check_here(root, unit, found);
        }
    }

    fn compile_here(shapes: &Shapes, found: &mut Vec<Diagnostic>) -> Self {
        let mut compile =
            |rule: &Rule| match program(&rule.rule) {
                Ok(program) => Some(Compiled { rule: rule.clone(), program }),
                Err(problem) => {
                    let message = format!("this rule does not compile: {problem}");
                    let wrong = Diagnostic::new(Code::Annotation, message, rule.place.clone());
                    found.push(wrong.help(
                        "rules are CEL expressions over `self`, such as `self.min <= self.max`",
                    ));
                    None
                }
            };
        let by_shape = shapes
            .iter()
            .map(|(_, shape)| shape.words.rules.iter().filter_map(&mut compile).collect());
        let by_shape: Vec<Vec<Compiled>> = by_shape.collect();
        let walk = Walk::new(shapes, |shape| !shape.words.rules.is_empty());
        let rules = by_shape.iter().flatten();
        let deepest = rules.map(|compiled| nesting(&compiled.program.expression().expr)).max();
        Self { by_shape, walk, context: Context::default(), nesting: deepest.unwrap_or(0) }
    }

    fn check_here(&self, root: ShapeId, unit: &Unit<'_>, found: &mut Vec<Diagnostic>) {
        let records: HashMap<*const Mark, &[(&str, &str)]> = unit
            .records
            .iter()
            .filter(|record| !record.map_keys.is_empty())
            .map(|record| (ptr::from_ref(record.mark), record.map_keys.as_slice()))
            .collect();
        let context = &self.context;
        let mut run = Run { unit, context, invalid: invalid(unit, found), found };
        self.walk.visit(root, unit.document, &mut |visit| {
            let Value::Object(object) = visit.value else { return };
            if visit.shapes.iter().all(|id| self.by_shape[id.index()].is_empty()) {
                return;
            }
            let map_keys = records.get(&ptr::from_ref(visit.mark)).copied().unwrap_or_default();
            let own = self_value::object(object, map_keys);
            for id in visit.shapes {
                for rule in &self.by_shape[id.index()] {
                    run.rule(rule, visit, object, &own);
                }
            }
        });
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules: Vec<&str> =
            self.by_shape.iter().flatten().map(|compiled| compiled.rule.rule.as_str()).collect();
        f.debug_struct("Rules").field("rules", &rules).finish_non_exhaustive()
    }
}

struct Run<'r> {
    unit: &'r Unit<'r>,
    context: &'r Context<'static, 'static>,
    /// Where the unit is not as its schema wants it, sorted.
    invalid: Vec<u32>,
    found: &'r mut Vec<Diagnostic>,
}

impl Run<'_> {
    fn rule(
        &mut self,
        compiled: &Compiled,
        visit: &Visit<'_, '_>,
        object: &Map<String, Value>,
        own: &Cel,
    ) {
        let mut context = self.context.new_inner_scope();
        context.add_variable_from_value("self", own.clone());
        let rule = &compiled.rule;
        let problem = match compiled.program.execute(&context) {
            Ok(Cel::Bool(true)) => return,
            Ok(Cel::Bool(false)) => {
                let place = self.place(rule, visit.mark, object);
                let wrong =
                    Diagnostic::new(Code::RuleBroken, brief::text(&rule.message, 300), place);
                self.found
                    .push(wrong.help(format!("the rule is `{}`", brief::text(&rule.rule, 300))));
                return;
            }
            Ok(other) => format!("it is {} and not true or false", other.type_of()),
            Err(error) => brief::text(&error.to_string(), 200),
        };
        if self.is_invalid(visit.mark) {
            return;
        }
        let place = self.place(rule, visit.mark, object);
        let message = format!("a rule could not be evaluated here: {problem}");
        let wrong = Diagnostic::new(Code::RuleFailed, message, place).help(format!(
            "the rule is `{}`; ask `has(self.x)` before a field that may be absent, and \
             `self.x != null` before one that may be null",
            brief::text(&rule.rule, 300)
        ));
        self.found.push(wrong.related(rule.place.clone(), "the rule"));
    }

    /// The field that the rule names first, if the object has it: that is where people look.
    fn place(&self, rule: &Rule, mark: &Mark, object: &Map<String, Value>) -> Place {
        let document = self.unit.document;
        let field = first_field(&rule.rule).and_then(|field| member(object, mark, field));
        field.map_or_else(|| brief::place(document, mark), |mark| document.key_place(mark))
    }

    fn is_invalid(&self, mark: &Mark) -> bool {
        // What is missing in an object is reported at the object's key, before the object.
        let start = mark.key.map_or(mark.start, |(start, _)| start.min(mark.start));
        let next = self.invalid.partition_point(|at| *at < start);
        self.invalid.get(next).is_some_and(|at| *at < mark.end.max(start + 1))
    }
}

fn invalid(unit: &Unit<'_>, found: &[Diagnostic]) -> Vec<u32> {
    let mut places: Vec<u32> = found
        .iter()
        .filter(|one| matches!(one.code, Code::Invalid | Code::MissingKey))
        .filter(|one| std::sync::Arc::ptr_eq(&one.place.file, &unit.document.file))
        .map(|one| one.place.span.start as u32)
        .collect();
    places.sort_unstable();
    places
}

fn program(rule: &str) -> Result<Program, String> {
    if rule.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes; split it into several"));
    }
    let program = Program::compile(rule).map_err(|errors| {
        let first = errors.errors.first();
        first.map_or_else(String::new, |error| brief::text(&error.msg, 200))
    })?;
    // Names that are not there would be found on every object instead of once here.
    match free_names::unknown(&program.expression().expr) {
        Some(unknown) => {
            Err(format!("`{}` is not known; fields are `self.NAME`", brief::text(unknown, 60)))
        }
        None => Ok(program),
    }
}

/// The names after every `self.` of a rule.
pub(super) fn fields(rule: &str) -> impl Iterator<Item = &str> {
    rule.split("self.").skip(1).map(|rest| &rest[..name_end(rest)])
}

/// The name after the first `self.` of a rule.
fn first_field(rule: &str) -> Option<&str> {
    let (_, rest) = rule.split_once("self.")?;
    let end = name_end(rest);
    // `self.all(…)` calls a function.
    Some(&rest[..end]).filter(|name| !name.is_empty() && !rest[end..].starts_with('('))
}

fn name_end(text: &str) -> usize {
    text.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{Owned, json, lines, unit};
    use crate::check::{records, schema_violations, validator};

    fn check(schema: &str, text: &str) -> String {
        let schema = Owned::new(schema);
        let document = json("u.json", text);
        let mut found = schema.found.clone();
        let rules = Rules::compile(&schema.shapes, &mut found);
        let validator = validator(&schema.document).unwrap();
        found.extend(schema_violations(&validator, &document, &schema.shapes));
        let records = records(schema.schema(), "u", &document, &[], &mut found);
        rules.check(&unit("u", &document, records), &mut found);
        lines(&found)
    }

    fn with_rule(rule: &str) -> String {
        let rule = serde_json::Value::from(rule);
        format!(
            r#"{{"type": "object", "x-collection": "a", "x-validations": [{{"rule": {rule}, "message": "m"}}]}}"#
        )
    }

    /// The outcome of one rule over one object, as a code or nothing.
    fn outcome(rule: &str, object: &str) -> String {
        check(&with_rule(rule), object).split(' ').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn rules_hold_break_or_fail() {
        for (rule, object, expected) in [
            ("self.min <= self.max", r#"{"min": 1, "max": 2}"#, ""),
            ("self.min <= self.max", r#"{"min": 3, "max": 2}"#, "SB0025"),
            ("self.min <= self.max", r#"{"min": 1.5, "max": 2}"#, ""),
            ("self.min <= self.max", r#"{"min": 1}"#, "SB0026"),
            ("self.max == null || self.min <= self.max", r#"{"min": 1, "max": null}"#, ""),
            ("self.max == null || self.min <= self.max", r#"{"min": 1, "max": 0}"#, "SB0025"),
            ("self.max != null && self.min <= self.max", r#"{"min": 1, "max": 2}"#, ""),
            ("!has(self.max) || self.max > 1", "{}", ""),
            ("has(self.max) && self.max > 1", r#"{"max": 2}"#, ""),
            ("self.n / 2 == 1 && self.n % 2 == 1", r#"{"n": 3}"#, ""),
            ("self.big > 0", r#"{"big": 18446744073709551615}"#, ""),
            ("size(self.list) == 2 && self.list[1] == 'b'", r#"{"list": ["a", "b"]}"#, ""),
            ("self.list.all(x, x in ['a', 'b'])", r#"{"list": ["a", "c"]}"#, "SB0025"),
            ("self.map.all(k, self.map[k] > 0)", r#"{"map": {"a": 1}}"#, ""),
            ("self.text.startsWith('a') && self.text.contains('b')", r#"{"text": "ab"}"#, ""),
            ("self.date < '2026-11-20'", r#"{"date": "2026-01-01"}"#, ""),
            ("self.n", r#"{"n": 3}"#, "SB0026"),
            ("self.n / 0 == 1", r#"{"n": 3}"#, "SB0026"),
            ("self.a + self.n == 'x'", r#"{"n": 3, "a": "x"}"#, "SB0026"),
            ("self.list[7] == 1", r#"{"list": []}"#, "SB0026"),
            ("self.min <=", "{}", "SB0013"),
            ("min <= self.max", "{}", "SB0013"),
        ] {
            assert_eq!(outcome(rule, object), expected, "{rule} {object}");
        }
    }

    #[test]
    fn long_and_deep_rules_are_refused_or_evaluated_but_end() {
        for rule in [
            format!("{}true{}", "(".repeat(900), ")".repeat(900)),
            format!("{}true", "!".repeat(1900)),
            vec!["1"; 990].join("+") + " > 0",
            vec!["true"; 330].join("&&"),
            vec!["a"; 500].join("?b:"),
            format!("{}1{}.size() == 1", "[".repeat(900), "]".repeat(900)),
            format!("self{}", ".a".repeat(900)),
            format!("self{}", "[0]".repeat(600)),
            "x".repeat(LONGEST + 1),
        ] {
            let _code = outcome(&rule, "{}");
        }
    }

    #[test]
    fn flat_rules_are_evaluated_on_any_stack() {
        for (start, part, end) in [
            ("", "!self.n || ", "true"),
            ("", "-(", "self.n"),
            ("self", ".n", ""),
            ("self", "[0]", ""),
            ("self.n", " + 1", " > 0"),
            ("", "[", "1"),
            ("", "self.list.all(x, ", "x > 0"),
        ] {
            let closing = match part {
                "-(" | "self.list.all(x, " => ")",
                "[" => "]",
                _ => "",
            };
            let rule =
                |count| format!("{start}{}{end}{}", part.repeat(count), closing.repeat(count));
            let flat = |rule: &String| {
                with_room(|| program(rule).is_ok_and(|one| nesting(&one.expression().expr) <= FLAT))
            };
            let deepest = (1..FLAT).map(rule).take_while(flat).last().unwrap();
            let schema = Owned::new(&with_rule(&deepest));
            let rules = Rules::compile(&schema.shapes, &mut Vec::new());
            assert!(rules.nesting <= FLAT, "{deepest}");
            let document = json("u.json", r#"{"n": 1, "list": [1]}"#);
            let seed = unit("u", &document, Vec::new());
            let done = std::thread::scope(|scope| {
                let check = || rules.check(&seed, &mut Vec::new());
                let thread = std::thread::Builder::new().stack_size(1 << 20);
                thread.spawn_scoped(scope, check).unwrap().join()
            });
            assert!(done.is_ok(), "{deepest}");
        }
    }

    const NESTED: &str = r##"{"type": "object", "properties": {"maps": {"type": "object", "x-map-key": "code",
        "additionalProperties": {"type": "object", "x-collection": "a", "required": ["id"],
            "properties": {
                "id": {"type": "integer"},
                "range": {"$ref": "#/$defs/range"}, "ranges": {"type": "array", "items": {"$ref": "#/$defs/range"}}},
            "x-validations": [{"rule": "self.code == string(self.id)", "message": "the id is the code"}]}}},
        "$defs": {"range": {"type": "object", "properties": {"min": {"type": "integer"}, "max": {"type": "integer"}},
            "x-validations": [{"rule": "self.min <= self.max", "message": "min above max"}]}}}"##;

    #[test]
    fn nested_objects_are_checked_and_map_keys_are_fields() {
        let found = check(
            NESTED,
            "{\"maps\": {\"7\": {\"id\": 8,\n\"range\": {\"max\": 1, \"min\": 2},\n\"ranges\": [{\"min\": 0, \"max\": 0}, {\"min\": 1}]}}}",
        );
        assert_eq!(
            found,
            "SB0025 1:11 «\"7\"» the id is the code | the rule is `self.code == string(self.id)`\n\
             SB0025 2:21 «\"min\"» min above max | the rule is `self.min <= self.max`\n\
             SB0026 3:35 «\"min\"» a rule could not be evaluated here: No such key: max | the rule is `self.min <= self.max`; \
             ask `has(self.x)` before a field that may be absent, and `self.x != null` before one that may be null\n  \
             schema.json 8:31 the rule\n"
        );
    }

    #[test]
    fn a_rule_that_fails_because_the_object_is_invalid_is_no_news() {
        let found = check(NESTED, r#"{"maps": {"7": {}}}"#);
        assert_eq!(found, "SB0020 1:11 «\"7\"» missing property `id`\n");
    }
}
