//! Shutdown signals: SIGTERM from a supervisor, Ctrl-C from a person.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Cancels `stop` at the first signal, and exits the process at the second.
///
/// # Errors
/// When the system takes no handlers.
pub(crate) fn watch(stop: CancellationToken) -> std::io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        let mut asked = false;
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if std::mem::replace(&mut asked, true) {
                std::process::exit(130);
            }
            tracing::info!("stopping: open requests are answered; a second signal ends the process at once");
            stop.cancel();
        }
    });
    Ok(())
}
