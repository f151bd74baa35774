//! What processes report to: a collector of traces, one of errors, and Google's service for access tokens.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Router, extract::State, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::{AnyValue, any_value::Value as Attribute},
    trace::v1::Span,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tonic::{Request, Response, Status, transport::server::TcpIncoming};

/// What was collected so far.
#[derive(Clone, Debug)]
pub(crate) struct Collected<T>(Arc<Mutex<Vec<T>>>);

impl<T> Default for Collected<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone> Collected<T> {
    fn add(&self, one: T) {
        self.0.lock().unwrap().push(one);
    }

    pub(crate) fn all(&self) -> Vec<T> {
        self.0.lock().unwrap().clone()
    }

    /// Waits for the first that is wanted.
    pub(crate) async fn first(&self, what: &str, is_wanted: impl Fn(&T) -> bool) -> T {
        let asked = Instant::now();
        loop {
            if let Some(found) = self.all().into_iter().find(&is_wanted) {
                return found;
            }
            assert!(asked.elapsed() < Duration::from_secs(20), "no {what} came");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// An exported span, and what came along.
#[derive(Clone, Debug)]
pub(crate) struct Exported {
    pub(crate) span: Span,
    pub(crate) resource: Vec<(String, String)>,
    pub(crate) authorization: Option<String>,
}

impl Exported {
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let found = self.span.attributes.iter().find(|attribute| attribute.key == name)?;
        found.value.as_ref().map(text)
    }

    pub(crate) fn of(&self, name: &str) -> Option<&str> {
        self.resource.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn text(value: &AnyValue) -> String {
    match &value.value {
        Some(Attribute::StringValue(text)) => text.clone(),
        Some(Attribute::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}

/// A collector of traces, over OTLP (gRPC).
#[derive(Clone, Default)]
struct Traces(Collected<Exported>);

#[tonic::async_trait]
impl TraceService for Traces {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let authorization = request.metadata().get("authorization").map(|token| token.to_str().unwrap().to_owned());
        for of_resource in request.into_inner().resource_spans {
            let attributes = of_resource.resource.unwrap_or_default().attributes.into_iter();
            let resource: Vec<_> =
                attributes.map(|told| (told.key, told.value.as_ref().map(text).unwrap_or_default())).collect();
            for span in of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
                self.0.add(Exported { span, resource: resource.clone(), authorization: authorization.clone() });
            }
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

/// Starts a collector of traces; where it is, and what it gets.
pub(crate) async fn traces() -> (String, Collected<Exported>) {
    let incoming = TcpIncoming::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let endpoint = format!("http://{}", incoming.local_addr().unwrap());
    let traces = Traces::default();
    let collected = traces.0.clone();
    let server = tonic::transport::Server::builder().add_service(TraceServiceServer::new(traces));
    tokio::spawn(server.serve_with_incoming(incoming));
    (endpoint, collected)
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn keep(State(collected): State<Collected<Value>>, envelope: String) {
    // Sentry's envelopes: a line for the envelope, then for each item one that says what it is, and the item.
    let lines: Vec<&str> = envelope.lines().collect();
    for pair in lines[1..].chunks(2) {
        let head: Value = serde_json::from_str(pair[0]).unwrap();
        if head["type"] == "event" {
            collected.add(serde_json::from_str(pair[1]).unwrap());
        }
    }
}

/// Starts a collector of errors; its DSN, and the events it gets.
pub(crate) async fn errors() -> (String, Collected<Value>) {
    let collected = Collected::default();
    let router = Router::new().route("/api/1/envelope/", post(keep)).with_state(collected.clone());
    (format!("http://public@{}/1", serve(router).await), collected)
}

/// The token that [`tokens`] gives out.
pub(crate) const TOKEN: &str = "of-a-simulated-account";

/// Starts a service that issues tokens to accounts; returns its address.
pub(crate) async fn tokens() -> String {
    let answer = || async { json!({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"}).to_string() };
    format!("http://{}/token", serve(Router::new().route("/token", post(answer))).await)
}
