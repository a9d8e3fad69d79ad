//! Addresses as messages show them.

/// A URL without the name and password in it, its query and its fragment, where keys may be; what is no URL
/// as it is.
pub(crate) fn without_secrets(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        for (url, shown) in [
            ("https://bob:s3cr3t@host:9/x.git", "https://host:9/x.git"),
            ("http://host/v1/embeddings?key=s3cr3t#a", "http://host/v1/embeddings"),
            ("http://host", "http://host"),
            ("git@host:x.git", "git@host:x.git"),
            ("origin", "origin"),
            ("/srv/a?b.git", "/srv/a?b.git"),
        ] {
            assert_eq!(without_secrets(url), shown);
        }
    }
}
