//! How deep a CEL expression nests: that is how much stack its evaluation takes.

use cel::common::ast::{EntryExpr, Expr};

/// The number of expressions that are in one another, the outermost included.
pub(super) fn nesting(expression: &Expr) -> usize {
    let deepest = match expression {
        Expr::Call(call) => {
            let target = call.target.iter().map(|part| nesting(&part.expr));
            target.chain(call.args.iter().map(|part| nesting(&part.expr))).max()
        }
        Expr::Comprehension(parts) => {
            let parts = [
                &parts.iter_range,
                &parts.accu_init,
                &parts.loop_cond,
                &parts.loop_step,
                &parts.result,
            ];
            parts.into_iter().map(|part| nesting(&part.expr)).max()
        }
        Expr::List(list) => list.elements.iter().map(|part| nesting(&part.expr)).max(),
        Expr::Map(map) => map.entries.iter().map(|entry| entry_nesting(&entry.expr)).max(),
        Expr::Struct(made) => made.entries.iter().map(|entry| entry_nesting(&entry.expr)).max(),
        Expr::Select(select) => Some(nesting(&select.operand.expr)),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => None,
    };
    1 + deepest.unwrap_or(0)
}

fn entry_nesting(entry: &EntryExpr) -> usize {
    match entry {
        EntryExpr::MapEntry(entry) => nesting(&entry.key.expr).max(nesting(&entry.value.expr)),
        EntryExpr::StructField(field) => nesting(&field.value.expr),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_expression_counts() {
        for (rule, expected) in [
            ("self", 1),
            ("self.a", 2),
            ("self.a.b", 3),
            ("self.a == 1", 3),
            ("self.a.startsWith('x')", 3),
            ("f(1, self.a.b)", 4),
            ("[1, [self.a]]", 4),
            ("{'a': self.b.c}", 4),
            ("{self.b.c: 1}", 4),
            ("a.B{c: self.b}", 3),
            ("!self.a", 3),
        ] {
            let program = cel::Program::compile(rule).unwrap();
            assert_eq!(nesting(&program.expression().expr), expected, "{rule}");
        }
        let deep = cel::Program::compile("self.all(x, self.a[x].b.c.d > 0)").unwrap();
        assert!(nesting(&deep.expression().expr) >= 7);
    }
}
