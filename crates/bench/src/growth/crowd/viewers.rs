//! The viewers, who refetch all tables of their tournaments until no answer is stale.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use reqwest::{Client, StatusCode};
use rustix::process::setpriority_process;
use tokio::runtime::Runtime;

use crate::growth::reads::TABLES;

/// The niceness of the viewers' threads.
const LOWEST: i32 = 19;

/// The time between a viewer's requests while answers are out of date.
const AGAIN: Duration = Duration::from_secs(1);

/// How long everything may take to be up to date.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The refetch of one view.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refetch {
    /// The status of the first answer.
    pub(super) status: StatusCode,
    /// Whether the first answer says that it is stale.
    pub(super) was_stale: bool,
    /// The time until the first answer.
    pub(super) answered: Duration,
    /// The time until one that is not stale.
    pub(super) fresh: Duration,
}

/// Clients of the api. In reality they run elsewhere; here they share its processors at the lowest priority.
#[derive(Debug)]
pub(super) struct Viewers {
    client: Client,
    api: SocketAddr,
    pub(super) runtime: Runtime,
}

impl Viewers {
    pub(super) fn of(api: SocketAddr) -> Self {
        let mut threads = tokio::runtime::Builder::new_multi_thread();
        let runtime = threads.enable_all().on_thread_start(|| setpriority_process(None, LOWEST).unwrap()).build();
        Self { client: Client::builder().no_proxy().no_gzip().build().unwrap(), api, runtime: runtime.unwrap() }
    }

    /// Requests all tables of all tournaments at once, and each again while its answer is stale.
    pub(super) async fn refetch(&self, viewed: &[String]) -> Vec<Refetch> {
        let paths = viewed.iter().flat_map(|root| TABLES.iter().map(move |table| format!("{root}{table}")));
        let views = paths.map(|path| {
            let (client, address) = (self.client.clone(), format!("http://{}{path}", self.api));
            self.runtime.spawn(async move { refetch(&client, &address).await })
        });
        join_all(views).await.into_iter().map(Result::unwrap).collect()
    }
}

async fn refetch(client: &Client, address: &str) -> Refetch {
    let asked = Instant::now();
    // The header that browsers send.
    let request = client.get(address).header("accept-encoding", "gzip, deflate, br, zstd");
    let mut first = None;
    loop {
        let answer = request.try_clone().unwrap().send().await.unwrap();
        let (status, is_stale) = (answer.status(), answer.headers().contains_key("warning"));
        answer.bytes().await.unwrap();
        let took = asked.elapsed();
        let (status, was_stale, answered) = *first.get_or_insert((status, is_stale, took));
        if !is_stale {
            return Refetch { status, was_stale, answered, fresh: took };
        }
        assert!(took < TIMEOUT, "{address} stays out of date");
        tokio::time::sleep(AGAIN).await;
    }
}
