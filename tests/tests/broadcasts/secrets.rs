//! What the platforms are asked with stays between them and us, whatever goes wrong.

use std::{
    io,
    sync::{Arc, Mutex},
};

use sim::Fault;
use tracing::{Dispatch, dispatcher};

use crate::stage::{At, Stage};

/// Everything logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn nothing_that_is_logged_or_reported_holds_a_secret() {
    let log = Log::default();
    let writer = log.clone();
    let all = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    // While there is but one subscriber, an event first met on another test's thread is judged by that
    // thread's, which has none, and never told to ours.
    let _second = Dispatch::new(tracing_subscriber::registry());
    // This thread's alone, which is all that a test's runtime has.
    let _guard = dispatcher::set_default(&Dispatch::new(all.finish()));
    let stage = Stage::with_ada().await;
    stage.broadcasters.name_on_youtube("@Bob", "UCbob");
    stage.enter(stage.cup, "Bob", &["https://youtube.com/@Bob"]).await;
    stage.broadcasters.on_twitch("ada", "A title", "");
    let mut said = format!("{:?}", stage.tools);
    for fault in [None, Some(Fault::Truncated), Some(Fault::Html), Some(Fault::WrongTypes), Some(Fault::BrokenOff)] {
        for endpoint in At::ALL {
            stage.broadcasters.revoke_tokens();
            if let Some(fault) = fault.clone() {
                stage.broadcasters.fault(endpoint, fault);
            }
            for failed in [stage.try_twitch().await.err(), stage.try_youtube().await.err()].into_iter().flatten() {
                said += &format!("{failed} {failed:?}");
            }
            stage.broadcasters.clear_faults();
        }
    }
    stage.broadcasters.set_quota(0);
    said += &format!("{:?}", stage.try_youtube().await);
    let logged = log.text();
    assert!(logged.contains("answered"), "something is logged: {}", logged.len());
    for (what, text) in [("logged", &logged), ("reported", &said)] {
        assert!(!text.contains("hush"), "{what}: {}", around(text));
    }
}

/// The lines that give a secret away.
fn around(text: &str) -> String {
    text.lines().filter(|line| line.contains("hush")).take(3).collect::<Vec<_>>().join("\n")
}
