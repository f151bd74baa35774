//! The accept loop. It is our own because stopping has to cut connections off, like an upstream that fails, instead of
//! waiting for them.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Serves until aborted; every connection ends with it.
pub(crate) async fn serve(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(converse(stream, router.clone()))),
                // Most likely out of file descriptors: other connections have to end first.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_ended) = connections.join_next() => {}
        }
    }
}

async fn converse(stream: TcpStream, router: Router) {
    let service = TowerToHyperService::new(router);
    // A client may leave early, or a fault may cut it off; neither is an error here.
    let _ended = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
