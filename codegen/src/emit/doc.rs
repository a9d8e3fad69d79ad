//! Documentation from a schema's words.

use proc_macro2::TokenStream;
use quote::quote;

/// `///` lines for a text that is prose: nothing in it is a link, a tag or a list by accident.
pub(super) fn doc(text: &str) -> TokenStream {
    let text = text.trim();
    let text = if text.is_empty() { "As in the schema, which does not describe it." } else { text };
    let lines = text.lines().map(|line| {
        let line = escape(line.trim());
        if line.is_empty() { line } else { format!(" {line}") }
    });
    quote! { #(#[doc = #lines])* }
}

fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut code = false;
    for (at, character) in line.char_indices() {
        let list = at == 0 && matches!(character, '-' | '+' | '#' | '>' | '=' | '|');
        code ^= character == '`';
        if !code && (list || matches!(character, '[' | ']' | '<' | '*' | '_' | '\\')) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    // An unpaired backtick would swallow what follows.
    if code { escaped.replace('`', "\\`") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn prose_stays_prose() {
        assert_eq!(escape("see [a] <b> or 2*3"), r"see \[a\] \<b> or 2\*3");
        assert_eq!(escape("# no heading"), r"\# no heading");
        assert_eq!(escape("code `a[0]` stays"), "code `a[0]` stays");
        assert_eq!(escape("one ` alone"), r"one \` alone");
    }
}
