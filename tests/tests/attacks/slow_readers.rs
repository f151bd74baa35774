//! A client that reads a large body slowly over many connections, while the body changes: each connection keeps a
//! version of its own.

use std::time::Duration;

use domain::id::TournamentId;
use tests::{
    tournament::{create, tournament},
    until,
    victim::assert_not_slowed,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::sleep,
};

use crate::served::{ATTACKER, Served};

const CONNECTIONS: usize = 40;
/// What one client's connections may keep of superseded bodies, in bytes.
const BOUND: f64 = 8.0 * 1024.0 * 1024.0;
/// What the process may grow by: the bound, what is rendered in a second, and what the allocator keeps of that. All
/// versions together take twice as much.
const MEMORY: u64 = 72 * 1024 * 1024;

/// Sets up so many large tournaments; one of them.
async fn large(served: &Served) -> TournamentId {
    let first = create(&served.database.pool, &tournament("large")).await;
    let many = "insert into tournaments (slug, name, leaderboard_id, presentation)
        select 'large-' || n, 'Large', 3, jsonb_build_object('bio', repeat('x', 16000)) from generate_series(1, 250) n";
    served.database.run(many).await;
    first
}

/// Reads the body as a browser does; its size.
async fn read(served: &Served) -> usize {
    let request = reqwest::Client::builder().no_proxy().build().unwrap().get(served.url("/v1/tournaments"));
    request.send().await.unwrap().bytes().await.unwrap().len()
}

/// Another version of the body, rendered.
async fn change(served: &Served, id: TournamentId) {
    served.database.run("update tournaments set prize_pool_cents = coalesce(prize_pool_cents, 0) + 1").await;
    let heard = async || served.figure("aoe2_nudge_latency_seconds_count").await;
    let before = heard().await;
    served.nudge(id).await;
    until("the nudge is heard", Duration::from_secs(10), async || heard().await > before).await;
    read(served).await;
}

/// A connection that asked for the body and took its head.
async fn slow(address: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let mut wire = socket.connect(address.parse().unwrap()).await.unwrap();
    let request = format!("GET /v1/tournaments HTTP/1.1\r\nhost: standings\r\nx-forwarded-for: {ATTACKER}\r\n\r\n");
    wire.write_all(request.as_bytes()).await.unwrap();
    wire.read_exact(&mut [0; 1_024]).await.unwrap();
    wire
}

#[tokio::test]
async fn keeps_no_more_than_its_share_and_harms_nobody() {
    let served = Served::start(&[("RATE_LIMIT_PER_MINUTE", "0")]).await;
    let id = large(&served).await;
    for _ in 0..3 {
        change(&served, id).await;
    }
    let size = read(&served).await;
    assert!(size > 4_000_000, "{size}");
    let (before, address) = (served.running.resident_bytes(), served.address());
    let (mut wires, mut most) = (Vec::new(), 0);
    for _ in 0..CONNECTIONS {
        change(&served, id).await;
        wires.push(slow(&address).await);
        most = most.max(served.running.resident_bytes());
    }
    let grown = most.saturating_sub(before);
    assert!(grown < MEMORY, "the process grew by {grown} bytes");
    change(&served, id).await;
    // Two looks later what is too much is gone.
    sleep(Duration::from_secs(3)).await;
    let held = served.figure("aoe2_superseded_body_bytes").await;
    assert!(held > 0.0 && held <= BOUND, "{held} bytes are held by readers");
    drop(wires);

    let attack = || {
        let address = address.clone();
        async move {
            let mut wires = Vec::new();
            for _ in 0..CONNECTIONS {
                wires.push(slow(&address).await);
            }
            loop {
                for wire in &mut wires {
                    let _ = wire.read(&mut [0; 512]).await;
                    sleep(Duration::from_millis(20)).await;
                }
            }
        }
    };
    assert_not_slowed(300, async || served.request().await, attack).await;
}
