//! Embeddings from a server that speaks `/v1/embeddings`, as many do.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::text;
use crate::shown::without_secrets;
use crate::sync::{Derive, DeriveError, DerivedField};

/// Embeddings from a server that speaks `POST /v1/embeddings`: a local one, or a service.
///
/// ```no_run
/// use seedbank::{Author, Database, Embeddings};
///
/// let mut embeddings = Embeddings::new("http://localhost:11434", "nomic-embed-text");
/// let database = Database::open("sqlite://club.db")?;
/// database.derive(&seedbank::BUNDLE, &mut embeddings, &Author::new("ops"))?;
/// # Ok::<_, seedbank::Error>(())
/// ```
pub struct Embeddings {
    url: String,
    model: String,
    key: Option<String>,
    agent: Agent,
}

/// The longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// The largest answer: as many vectors as are asked for at once are far below it.
const LARGEST: u64 = 64 * 1024 * 1024;

#[derive(Deserialize)]
struct Answer {
    data: Vec<Embedding>,
}

#[derive(Deserialize)]
struct Embedding {
    index: usize,
    embedding: Vec<f64>,
}

impl Embeddings {
    /// A server by its URL, with or without the path `/v1/embeddings`, and one of its models.
    #[must_use]
    pub fn new(url: &str, model: &str) -> Self {
        let url = url.trim_end_matches('/');
        let url = match url {
            _ if url.ends_with("/embeddings") => url.to_owned(),
            _ if url.ends_with("/v1") => format!("{url}/embeddings"),
            _ => format!("{url}/v1/embeddings"),
        };
        let certificates = rustls_native_certs::load_native_certs().certs;
        let certificates: Vec<Certificate<'static>> = certificates
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned())
            .collect();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::new_with_certs(&certificates))
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .tls_config(tls)
            .build();
        Self { url, model: model.to_owned(), key: None, agent: config.into() }
    }

    /// With a key that the server asks for.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    fn ask(&self, texts: &[String]) -> Result<Answer, String> {
        let mut request = self.agent.post(&self.url);
        if let Some(key) = &self.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        let sent = request.send_json(json!({ "model": self.model, "input": texts }));
        let mut answer = sent.map_err(|error| error.to_string())?;
        let status = answer.status();
        let body = answer.body_mut().with_config().limit(LARGEST).read_to_string();
        let body = body.map_err(|error| error.to_string())?;
        if !status.is_success() {
            let said: String = body.chars().take(200).collect();
            return Err(format!("it answered {status}: {}", said.trim()));
        }
        serde_json::from_str(&body)
            .map_err(|error| format!("its answer holds no embeddings: {error}"))
    }
}

impl Derive for Embeddings {
    /// The model: it may move to another server.
    fn maker(&self) -> &str {
        &self.model
    }

    fn derive(
        &mut self,
        _: &DerivedField<'_>,
        records: &[Map<String, Value>],
    ) -> Result<Vec<Value>, DeriveError> {
        let failed = |problem: String| {
            DeriveError(format!(
                "cannot have embeddings from {}: {problem}; what was made stays, so run it again",
                without_secrets(&self.url)
            ))
        };
        let texts: Vec<String> = records.iter().map(text).collect();
        let answer = self.ask(&texts).map_err(failed)?;
        let mut values = vec![None; texts.len()];
        for Embedding { index, embedding } in answer.data {
            if let Some(value) = values.get_mut(index) {
                *value = Some(json!(embedding));
            }
        }
        let lengths: Vec<usize> =
            values.iter().flatten().filter_map(|value| Some(value.as_array()?.len())).collect();
        if lengths.iter().any(|length| *length == 0 || *length != lengths[0]) {
            return Err(failed("its vectors are empty, or not of one length".to_owned()));
        }
        let values: Option<Vec<Value>> = values.into_iter().collect();
        values.ok_or_else(|| failed("its answer lacks some of them".to_owned()))
    }
}

/// Without the key.
impl fmt::Debug for Embeddings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, model, .. } = self;
        out.debug_struct("Embeddings")
            .field("url", &without_secrets(url))
            .field("model", model)
            .finish_non_exhaustive()
    }
}
