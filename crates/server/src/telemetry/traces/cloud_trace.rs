//! Exports traces to Google Cloud Trace: its OTLP endpoint, with access tokens of the account that the process runs as.
//!
//! The library finds that account: in a file named by GOOGLE_APPLICATION_CREDENTIALS, or at the metadata server of the
//! machine. It does so when the first spans are exported, so that it does not delay the start.

use std::sync::Arc;

use gcp_auth::TokenProvider;
use opentelemetry_otlp::SpanExporter as Otlp;
use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    trace::{SpanData, SpanExporter},
};
use parking_lot::RwLock;
use tokio::{runtime::Handle, sync::OnceCell};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::Interceptor,
};

use crate::{Settings, TelemetrySettings};

/// Google's endpoint for telemetry over OTLP (Cloud Trace documentation, November 2026).
const ENDPOINT: &str = "https://telemetry.googleapis.com:443";
/// The token's scope; the account's roles decide what it may do within it.
const SCOPES: [&str; 1] = ["https://www.googleapis.com/auth/cloud-platform"];

/// An exporter to Google Cloud Trace.
pub(super) struct CloudTrace {
    settings: Settings,
    /// Batches are exported on a thread of their own, but network I/O needs the runtime.
    runtime: Handle,
    opened: OnceCell<Opened>,
}

/// The account, and the exporter that uses its tokens.
struct Opened {
    account: Arc<dyn TokenProvider>,
    token: Token,
    exporter: Otlp,
}

/// The current access token, added to each request.
#[derive(Clone, Debug)]
struct Token(Arc<RwLock<MetadataValue<Ascii>>>);

impl Interceptor for Token {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let token = self.0.read().clone();
        request.metadata_mut().insert("authorization", token);
        Ok(request)
    }
}

impl CloudTrace {
    /// Creates an exporter for a process with these settings; must be called within a runtime.
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings, runtime: Handle::current(), opened: OnceCell::new() }
    }

    async fn opened(&self) -> Result<&Opened, String> {
        let open = async || {
            let settings = self.settings.clone();
            let opened = self.runtime.spawn(async move { Opened::new(&settings).await }).await;
            opened.map_err(|error| error.to_string()).flatten()
        };
        self.opened.get_or_try_init(open).await
    }

    async fn send(&self, batch: Vec<SpanData>) -> Result<(), String> {
        let opened = self.opened().await?;
        // The library caches a token until shortly before it expires.
        let account = Arc::clone(&opened.account);
        let token = self.runtime.spawn(async move { token(account.as_ref()).await }).await;
        *opened.token.0.write() = token.map_err(|error| error.to_string()).flatten()?;
        opened.exporter.export(batch).await.map_err(|error| error.to_string())
    }
}

impl Opened {
    async fn new(settings: &Settings) -> Result<Self, String> {
        let account = gcp_auth::provider().await.map_err(|error| error.to_string())?;
        let project = account.project_id().await.map_err(|error| error.to_string())?;
        let token = Token(Arc::new(RwLock::new(token(account.as_ref()).await?)));
        let telemetry = TelemetrySettings { otel_exporter_endpoint: endpoint(settings), ..settings.telemetry.clone() };
        let mut exporter = super::exporter(&telemetry, Some(token.clone())).map_err(|error| error.to_string())?;
        exporter.set_resource(&super::resource(settings, Some(&project)));
        Ok(Self { account, token, exporter })
    }
}

fn endpoint(settings: &Settings) -> String {
    let named = settings.telemetry.otel_exporter_endpoint.trim();
    if named == TelemetrySettings::DEFAULT_ENDPOINT { ENDPOINT } else { named }.to_owned()
}

async fn token(account: &dyn TokenProvider) -> Result<MetadataValue<Ascii>, String> {
    let token = account.token(&SCOPES).await.map_err(|error| error.to_string())?;
    let mut value: MetadataValue<Ascii> =
        format!("Bearer {}", token.as_str()).parse().map_err(|_| "a token that fits no header".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

impl std::fmt::Debug for CloudTrace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CloudTrace")
    }
}

impl SpanExporter for CloudTrace {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.send(batch).await.map_err(OTelSdkError::InternalFailure)
    }
}
