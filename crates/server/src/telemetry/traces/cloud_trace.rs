//! Google Cloud Trace: its OTLP endpoint, with tokens of the account the process runs as.
//!
//! Where that account comes from is the library's business: a file named by GOOGLE_APPLICATION_CREDENTIALS, or the
//! metadata server of the machine. It is asked for when the first spans go out: no start waits for it.

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
/// What the token is good for; the account's roles decide what of it.
const SCOPES: [&str; 1] = ["https://www.googleapis.com/auth/cloud-platform"];

/// An exporter to Google Cloud Trace.
pub(super) struct CloudTrace {
    settings: Settings,
    /// Batches are exported on a thread of their own; the network is the runtime's.
    runtime: Handle,
    opened: OnceCell<Opened>,
}

/// The account, and the exporter that speaks for it.
struct Opened {
    account: Arc<dyn TokenProvider>,
    token: Token,
    exporter: Otlp,
}

/// The token of the moment, put into each request.
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
    /// One for a process with these settings. To be made within a runtime.
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
        // The library remembers a token until shortly before it runs out.
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
