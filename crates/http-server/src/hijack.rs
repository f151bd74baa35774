//! Hijacks an HTTP/1.1 connection: a request takes the socket from hyper, and the server sends no response of its own.

use std::{convert::Infallible, fmt, future, sync::Arc};

use parking_lot::Mutex;
use tokio::net::TcpStream;

use crate::ConnectionPermit;

/// Continues with the socket, and with the permit that counts its connection.
pub(crate) type Hijack = Box<dyn FnOnce(TcpStream, ConnectionPermit) + Send>;

/// Where a request leaves its hijack for the connection to find.
#[derive(Clone, Default)]
pub struct HijackSlot(Arc<Mutex<Option<Hijack>>>);

impl HijackSlot {
    /// Takes the connection over once everything before it is written; never returns.
    pub async fn hijack(self, go_on: impl FnOnce(TcpStream, ConnectionPermit) + Send + 'static) -> Infallible {
        *self.0.lock() = Some(Box::new(go_on));
        future::pending().await
    }

    pub(crate) fn take(&self) -> Option<Hijack> {
        self.0.lock().take()
    }
}

impl fmt::Debug for HijackSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HijackSlot").finish_non_exhaustive()
    }
}
