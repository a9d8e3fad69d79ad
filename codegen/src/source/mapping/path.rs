//! Paths of a mapping: JSON Pointers with `*`.

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Any key or index.
    Any,
    Name(String),
}

/// A path with at least one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tokens(pub(super) Vec<Token>);

/// Where a value goes: a path whose `*` stand for what those of the old path matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target(Tokens);

impl Tokens {
    pub(super) fn parse(path: &str) -> Option<Self> {
        let tokens = path.strip_prefix('/')?.split('/').map(|token| match token {
            "*" => Token::Any,
            name => Token::Name(name.replace("~1", "/").replace("~0", "~")),
        });
        Some(Self(tokens.collect()))
    }

    fn wildcards(&self) -> usize {
        self.0.iter().filter(|token| **token == Token::Any).count()
    }
}

impl Target {
    /// `None` where it has more `*` than the old path.
    pub(super) fn parse(path: &str, from: &Tokens) -> Option<Self> {
        let target = Tokens::parse(path)?;
        (target.wildcards() <= from.wildcards()).then_some(Self(target))
    }

    /// The path of a value, by what each `*` matched.
    pub(super) fn path(&self, taken: &[String]) -> Vec<String> {
        let mut taken = taken.iter();
        let names = self.0.0.iter().filter_map(|token| match token {
            Token::Any => taken.next().cloned(),
            Token::Name(name) => Some(name.clone()),
        });
        names.collect()
    }
}

/// A path as a message shows it.
pub(super) fn text(path: &[String]) -> String {
    format!("`/{}`", path.join("/"))
}
