//! Whether this worker is the one that polls.

use std::time::Duration;

use store::{
    Pool,
    lease::{self, Epoch, RENEWAL, TERM, TRY},
};
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::measure;

/// Keeps the lease for as long as it can be had and tells the loops; hands it over at the end.
pub(crate) async fn hold(
    pool: Pool,
    holder: String,
    leadership: watch::Sender<Option<Epoch>>,
    stop: CancellationToken,
) {
    measure::lease_is_held(false);
    let mut renewed_at = Instant::now();
    let mut away = false;
    loop {
        let pause = match lease::acquire(&pool, &holder).await {
            Ok(epoch) => {
                renewed_at = Instant::now();
                announce(&leadership, epoch);
                away = false;
                if epoch.is_some() { RENEWAL } else { TRY }
            }
            Err(error) => {
                if !std::mem::replace(&mut away, true) {
                    tracing::warn!(%error, "cannot reach the worker's lease; trying again");
                }
                if renewed_at.elapsed() > TERM {
                    announce(&leadership, None);
                }
                Duration::from_secs(1)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => break,
        }
    }
    measure::lease_is_held(false);
    let held = *leadership.borrow();
    if let Some(epoch) = held
        && let Err(error) = lease::release(&pool, epoch).await
    {
        tracing::warn!(%error, "cannot hand the worker's lease over; it will run out");
    }
}

fn announce(leadership: &watch::Sender<Option<Epoch>>, epoch: Option<Epoch>) {
    let changed = leadership.send_if_modified(|held| std::mem::replace(held, epoch) != epoch);
    if changed {
        measure::lease_is_held(epoch.is_some());
        match epoch {
            Some(_) => tracing::info!("this worker polls"),
            None => tracing::info!("another worker polls; standing by"),
        }
    }
}
