//! Encryption as the URL asks for it.

use std::path::Path;

use seedbank::{Database, Error};

use crate::database::variable;

/// The URL of a server with a certificate for `localhost`, which lets nobody in without encryption.
fn url(parameters: &str) -> Option<String> {
    Some(format!("{}?{parameters}", variable("SEEDBANK_TEST_POSTGRES_TLS")?))
}

fn open(url: &str) -> Result<Database, Error> {
    Database::open(url)
}

#[test]
fn encryption_is_as_the_url_says() {
    let Some(authority) = variable("SEEDBANK_TEST_POSTGRES_CA") else { return };
    // Of another authority: the server's own certificate is none.
    let other = Path::new(&authority).with_file_name("server.crt").display().to_string();
    let known = format!("&sslrootcert={authority}");
    let unknown = format!("&sslrootcert={other}");
    let cases = [
        ("sslmode=disable", "localhost", "", false),
        ("sslmode=prefer", "localhost", "", true),
        ("sslmode=require", "localhost", "", true),
        ("sslmode=require", "localhost", &*known, true),
        ("sslmode=require", "localhost", &*unknown, false),
        ("sslmode=verify-ca", "localhost", &*known, true),
        ("sslmode=verify-ca", "127.0.0.1", &*known, true),
        ("sslmode=verify-ca", "localhost", &*unknown, false),
        ("sslmode=verify-ca", "localhost", "", false),
        ("sslmode=verify-full", "localhost", &*known, true),
        ("sslmode=verify-full", "127.0.0.1", &*known, false),
        ("sslmode=verify-full", "localhost", "", false),
    ];
    for (mode, host, authorities, connects) in cases {
        let url = url(&format!("{mode}{authorities}")).unwrap().replace("localhost", host);
        let opened = open(&url);
        assert_eq!(opened.is_ok(), connects, "{url}: {opened:?}");
        if let Err(error) = opened {
            assert!(!error.to_string().contains("seeds"), "{error}");
        }
    }
}

#[test]
fn a_password_is_checked_and_a_file_of_authorities_must_be_one() {
    let Some(authority) = variable("SEEDBANK_TEST_POSTGRES_CA") else { return };
    let wrong = url("sslmode=require").unwrap().replace("seeds", "wrong");
    let error = open(&wrong).unwrap_err().to_string();
    assert!(error.contains("check the role and its password"), "{error}");
    assert!(!error.contains("wrong"), "{error}");
    let port = Path::new(&authority).with_file_name("port").display().to_string();
    for (file, part) in [("/no/such/file", "No such file"), (&port, "there is none")] {
        let error = open(&url(&format!("sslmode=verify-full&sslrootcert={file}")).unwrap());
        let error = error.unwrap_err().to_string();
        assert!(error.contains(file) && error.contains(part), "{error}");
    }
}
