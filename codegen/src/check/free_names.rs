//! Names that a CEL expression uses and nothing gives a value.

use cel::common::ast::{EntryExpr, Expr};

/// The names of types, as in `type(self.x) == int`.
const TYPES: &[&str] =
    &["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];

/// A name that is neither `self`, nor a type, nor given by a macro such as `all` around it.
pub(super) fn unknown(expression: &Expr) -> Option<&str> {
    search(expression, &mut vec!["self"])
}

fn search<'e>(expression: &'e Expr, given: &mut Vec<&'e str>) -> Option<&'e str> {
    match expression {
        Expr::Ident(name) => {
            let name = name.trim_start_matches('.');
            Some(name).filter(|name| !given.contains(name) && !TYPES.contains(name))
        }
        Expr::Call(call) => {
            let mut parts = call.target.iter().map(|target| &target.expr);
            parts
                .find_map(|part| search(part, given))
                .or_else(|| call.args.iter().find_map(|part| search(&part.expr, given)))
        }
        Expr::Comprehension(parts) => {
            let outside = [&parts.iter_range, &parts.accu_init];
            if let Some(name) = outside.iter().find_map(|part| search(&part.expr, given)) {
                return Some(name);
            }
            let before = given.len();
            given.extend([parts.iter_var.as_str(), parts.accu_var.as_str()]);
            given.extend(parts.iter_var2.as_deref());
            let inside = [&parts.loop_cond, &parts.loop_step, &parts.result];
            let found = inside.iter().find_map(|part| search(&part.expr, given));
            given.truncate(before);
            found
        }
        Expr::List(list) => list.elements.iter().find_map(|part| search(&part.expr, given)),
        Expr::Map(map) => map.entries.iter().find_map(|entry| match &entry.expr {
            EntryExpr::MapEntry(entry) => {
                search(&entry.key.expr, given).or_else(|| search(&entry.value.expr, given))
            }
            EntryExpr::StructField(field) => search(&field.value.expr, given),
        }),
        Expr::Select(select) => search(&select.operand.expr, given),
        // A struct names a type, of which there are none; to evaluate it says so.
        Expr::Struct(_) | Expr::Literal(_) | Expr::Unspecified => None,
    }
}
