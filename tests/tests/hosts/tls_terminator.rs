//! A TLS terminator as it stands in front of the service: it decrypts requests, adds what proxies say of the client,
//! and passes them on.

use std::{io, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State, connect_info::Connected},
    response::Response,
    serve::{IncomingStream, Listener},
};
use http::{HeaderValue, header};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::{Certificate, Client, redirect::Policy};
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tests::Service;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// The name that its certificate is for.
const NAME: &str = "cup.example.org";
const MOST_BYTES: usize = 1_000_000;

/// One that is bound, and passes nothing on yet.
pub(super) struct TlsTerminator {
    listener: TlsListener,
    address: SocketAddr,
    certificate: Certificate,
}

struct TlsListener(TcpListener, TlsAcceptor);

/// The client's address as the terminator sees it.
#[derive(Clone, Copy, Debug)]
struct Peer(SocketAddr);

/// Where requests go.
#[derive(Clone)]
struct Behind {
    base_url: String,
    client: Client,
    keeps_host: bool,
}

impl TlsTerminator {
    pub(super) async fn bind() -> Self {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed([NAME.to_owned()]).unwrap();
        let certificate = Certificate::from_der(cert.der()).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let config = config.with_single_cert(vec![cert.der().clone()], key).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { listener: TlsListener(listener, Arc::new(config).into()), address, certificate }
    }

    /// The address that browsers show.
    pub(super) fn base_url(&self) -> String {
        format!("https://{NAME}:{}", self.address.port())
    }

    /// A client that trusts this certificate alone, and connects from this address.
    pub(super) fn client_at(&self, from: [u8; 4]) -> Client {
        let client = Client::builder().tls_certs_only([self.certificate.clone()]).resolve(NAME, self.address);
        client.local_address(std::net::IpAddr::from(from)).redirect(Policy::none()).no_proxy().build().unwrap()
    }

    /// Passes requests on to the service from now on, with their `Host` or with the service's own.
    pub(super) fn pass_on_to(self, service: &Service, keeps_host: bool) {
        let behind = Behind { base_url: service.base_url.clone(), client: service.client.clone(), keeps_host };
        let router = Router::new().fallback(pass_on).with_state(behind);
        let serving = axum::serve(self.listener, router.into_make_service_with_connect_info::<Peer>());
        service.background.run_forever("the TLS terminator", async { serving.await.unwrap() });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, peer) = self.0.accept().await.unwrap();
            // A failed handshake is the client's to notice.
            if let Ok(stream) = self.1.accept(stream).await {
                return (stream, peer);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

async fn pass_on(
    State(behind): State<Behind>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if !behind.keeps_host {
        parts.headers.remove(header::HOST);
    }
    parts.headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
    parts.headers.append("x-forwarded-for", peer.ip().to_string().parse().unwrap());
    let url = format!("{}{}", behind.base_url, parts.uri);
    let body = to_bytes(body, MOST_BYTES).await.unwrap();
    let answer = behind.client.request(parts.method, url).headers(parts.headers).body(body).send().await.unwrap();
    let mut response = Response::builder().status(answer.status());
    response.headers_mut().unwrap().extend(answer.headers().clone());
    response.headers_mut().unwrap().remove(header::TRANSFER_ENCODING);
    response.body(Body::from(answer.bytes().await.unwrap())).unwrap()
}
