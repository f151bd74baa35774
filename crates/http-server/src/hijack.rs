//! Hijacking an HTTP/1.1 connection: a request takes the socket from hyper, and the connection ends without a response of
//! the server's own.

use std::{convert::Infallible, fmt, future, sync::Arc};

use parking_lot::Mutex;
use tokio::net::TcpStream;

use crate::ConnectionPermit;

/// What goes on with the socket, and with what counts its connection.
pub(crate) type Hijack = Box<dyn FnOnce(TcpStream, ConnectionPermit) + Send>;

/// Where a request leaves its hijack for the connection to find.
#[derive(Clone, Default)]
pub struct HijackSlot(Arc<Mutex<Option<Hijack>>>);

impl HijackSlot {
    /// Takes the connection over once everything before it is written; this never comes back.
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
