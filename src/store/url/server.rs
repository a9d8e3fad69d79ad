//! A PostgreSQL URL: what the client library reads of it, and what is ours.

use std::path::PathBuf;

use crate::store::Error;

/// A PostgreSQL server and the schema in one of its databases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerUrl {
    /// Without the password: what messages show.
    pub shown: String,
    /// Without the parameters below: what the client library reads.
    pub plain: String,
    /// `schema=NAME`; `None`: the first of the connection's search path.
    pub schema: Option<String>,
    pub encryption: Encryption,
    /// `sslrootcert=FILE`; `None`: the authorities that the machine trusts.
    pub authorities: Option<PathBuf>,
}

/// `sslmode`, as PostgreSQL's own clients have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// None.
    Disable,
    /// If the server offers it; nobody's certificate is looked at.
    Prefer,
    /// Always; the certificate is looked at only if authorities are named.
    Require,
    /// Always, with a certificate of a known authority, whatever name it is for.
    VerifyCa,
    /// Always, with a certificate of a known authority for this very host.
    VerifyFull,
}

const MODES: [(&str, Encryption); 5] = [
    ("disable", Encryption::Disable),
    ("prefer", Encryption::Prefer),
    ("require", Encryption::Require),
    ("verify-ca", Encryption::VerifyCa),
    ("verify-full", Encryption::VerifyFull),
];

/// PostgreSQL cuts longer names.
const LONGEST_NAME: usize = 63;

/// Whether a URL is for PostgreSQL.
pub(crate) fn is_server(url: &str) -> bool {
    scheme(url).is_some()
}

/// Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE&…`.
pub(crate) fn parse(url: &str) -> Result<ServerUrl, Error> {
    let parts = Parts::of(url);
    let shown = parts.shown();
    let problem = |problem: String| Err(Error::Url { url: shown.clone(), problem });
    if parts.host_and_database.split(['/', '?']).next().is_some_and(|host| host.contains('@')) {
        return problem("in a user's name or a password, write `%40` for `@`".to_owned());
    }
    let mut server = ServerUrl {
        plain: String::new(),
        schema: None,
        encryption: Encryption::Prefer,
        authorities: None,
        shown: shown.clone(),
    };
    let mut others = Vec::new();
    for parameter in &parts.parameters {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = || decoded(value).filter(|value| !value.contains('\0'));
        match name {
            "schema" => match value() {
                Some(name) if (1..=LONGEST_NAME).contains(&name.len()) => {
                    server.schema = Some(name);
                }
                _ => {
                    return problem(format!(
                        "after `schema=` comes a name of at most {LONGEST_NAME} bytes"
                    ));
                }
            },
            "sslrootcert" => match value() {
                Some(file) if file == "system" => server.authorities = None,
                Some(file) if !file.is_empty() => server.authorities = Some(file.into()),
                _ => return problem("after `sslrootcert=` comes a file".to_owned()),
            },
            "sslmode" => {
                let wanted = value().unwrap_or_default();
                let Some((_, mode)) = MODES.iter().find(|(name, _)| *name == wanted) else {
                    return problem(
                        "after `sslmode=` comes disable, prefer, require, verify-ca or verify-full"
                            .to_owned(),
                    );
                };
                server.encryption = *mode;
            }
            // The client library takes any `@` for the end of a password.
            _ => others.push(parameter.replace('@', "%40")),
        }
    }
    server.plain = parts.with(parts.credentials, &others);
    Ok(server)
}

/// A URL, cut where its parts end.
struct Parts<'u> {
    scheme: &'u str,
    /// `USER:PASSWORD`
    credentials: Option<&'u str>,
    host_and_database: &'u str,
    parameters: Vec<&'u str>,
}

impl<'u> Parts<'u> {
    fn of(url: &'u str) -> Self {
        let (scheme, rest) = scheme(url).unwrap_or(("postgres://", url));
        let (credentials, rest) = match rest.split_once('@') {
            Some((credentials, rest)) if !credentials.contains('?') => (Some(credentials), rest),
            _ => (None, rest),
        };
        let (host_and_database, query) = rest.split_once('?').unwrap_or((rest, ""));
        let parameters = query.split('&').filter(|parameter| !parameter.is_empty()).collect();
        Self { scheme, credentials, host_and_database, parameters }
    }

    fn with(&self, credentials: Option<&str>, parameters: &[impl AsRef<str>]) -> String {
        let mut url = self.scheme.to_owned();
        if let Some(credentials) = credentials {
            url.extend([credentials, "@"]);
        }
        url.push_str(self.host_and_database);
        for (index, parameter) in parameters.iter().enumerate() {
            url.extend([if index == 0 { "?" } else { "&" }, parameter.as_ref()]);
        }
        url
    }

    /// Without the password, wherever it is.
    fn shown(&self) -> String {
        let user = self.credentials.map(|both| both.split(':').next().unwrap_or(both));
        let secret = |parameter: &&&str| !parameter.starts_with("password");
        let parameters: Vec<_> = self.parameters.iter().filter(secret).collect();
        // What is behind a second `@` is a host; before it, a part of the password.
        let mut parts = Self { parameters: Vec::new(), ..*self };
        let authority = self.host_and_database.split('/').next().unwrap_or_default();
        if let Some(at) = authority.rfind('@') {
            parts.host_and_database = &self.host_and_database[at + 1..];
        }
        parts.with(user, &parameters)
    }
}

fn scheme(url: &str) -> Option<(&'static str, &str)> {
    ["postgres://", "postgresql://"]
        .into_iter()
        .find_map(|scheme| url.strip_prefix(scheme).map(|rest| (scheme, rest)))
}

/// With each `%41` as the byte that it stands for; `None` where the bytes are no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        match (first, more) {
            (b'%', [high, low, after @ ..]) => {
                bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
                rest = after;
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ours_is_read_and_the_rest_is_passed_on() {
        let url = "postgresql://club:secret@db.example:5433/app?schema=My%20Seeds&sslmode=verify-ca\
                   &sslrootcert=/etc/ca.pem&connect_timeout=3&options=a@b";
        let server = parse(url).unwrap();
        assert_eq!(
            server.plain,
            "postgresql://club:secret@db.example:5433/app?connect_timeout=3&options=a%40b"
        );
        assert_eq!(server.schema.as_deref(), Some("My Seeds"));
        assert_eq!(server.encryption, Encryption::VerifyCa);
        assert_eq!(server.authorities, Some("/etc/ca.pem".into()));
        let bare = parse("postgres://localhost").unwrap();
        let plain = "postgres://localhost".to_owned();
        let expected = ServerUrl {
            shown: plain.clone(),
            plain,
            schema: None,
            encryption: Encryption::Prefer,
            authorities: None,
        };
        assert_eq!(bare, expected);
    }

    #[test]
    fn a_password_is_never_shown() {
        let cases = [
            ("postgres://u:secret@h/d", "postgres://u@h/d"),
            ("postgres://u:sec/ret@h/d?schema=x", "postgres://u@h/d?schema=x"),
            ("postgres://h/d?user=u&password=secret", "postgres://h/d?user=u"),
            ("postgres:///d?password=sec@ret&host=/run", "postgres:///d?host=/run"),
        ];
        for (url, shown) in cases {
            assert_eq!(parse(url).unwrap().shown, shown, "{url}");
        }
        let error = parse("postgres://u:sec@ret@h/d").unwrap_err().to_string();
        assert!(error.contains("`postgres://u@h/d`") && error.contains("%40"), "{error}");
    }

    #[test]
    fn a_wrong_parameter_says_what_to_write() {
        let cases = [
            ("postgres://h/d?sslmode=allow", "disable, prefer, require, verify-ca or verify-full"),
            ("postgres://h/d?schema=", "at most 63 bytes"),
            ("postgres://h/d?schema=%zz", "at most 63 bytes"),
            ("postgres://h/d?schema=a%00b", "at most 63 bytes"),
            ("postgres://h/d?sslrootcert", "comes a file"),
        ];
        for (url, part) in cases {
            let message = parse(url).unwrap_err().to_string();
            assert!(message.contains(part), "{url}: {message}");
        }
    }
}
