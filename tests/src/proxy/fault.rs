//! Faults of one message on its way to the database, and of the connection that sent it.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

/// What happens at the message for which a fault was armed.
pub enum Fault {
    /// The message is lost, and the connection is cut.
    CutBefore,
    /// The message arrives, and the connection is cut before the answer.
    CutAfter,
    /// The message is lost, and so is everything after it on the connection, in either direction.
    SilentBefore,
    /// The message arrives, and everything after it on the connection is lost, in either direction.
    SilentAfter,
    /// The function is called, then the message is forwarded.
    Call(Box<dyn FnOnce() + Send>),
    /// The message waits until its [`Held`] is dropped, then is forwarded.
    Hold(Hold),
}

/// The fault's end of a message that waits.
#[derive(Debug)]
pub struct Hold {
    reached: oneshot::Sender<()>,
    released: oneshot::Receiver<()>,
}

/// The test's end of a message that waits, which is forwarded when this is dropped.
#[derive(Debug)]
pub struct Held {
    reached: oneshot::Receiver<()>,
    _release: oneshot::Sender<()>,
}

impl Fault {
    /// A fault that lets the message wait.
    #[must_use]
    pub fn hold() -> (Self, Held) {
        let ((reach, reached), (release, released)) = (oneshot::channel(), oneshot::channel());
        (Self::Hold(Hold { reached: reach, released }), Held { reached, _release: release })
    }
}

impl Hold {
    pub(super) async fn wait(self) {
        let _ = self.reached.send(());
        let _ = self.released.await;
    }
}

impl Held {
    /// Waits until the message waits.
    ///
    /// # Panics
    /// When the fault was disarmed.
    pub async fn reached(&mut self) {
        (&mut self.reached).await.expect("the fault is armed");
    }
}

impl std::fmt::Debug for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::CutBefore => "CutBefore",
            Self::CutAfter => "CutAfter",
            Self::SilentBefore => "SilentBefore",
            Self::SilentAfter => "SilentAfter",
            Self::Call(_) => "Call",
            Self::Hold(_) => "Hold",
        })
    }
}

/// When the armed fault happens.
#[derive(Debug)]
enum When {
    /// At the message after so many.
    After(usize),
    /// At the message after so many of a transaction that writes, the first of which begins it.
    InTransaction(usize),
    /// At the next commit.
    AtCommit,
}

/// At most one armed fault, and whether it happened.
#[derive(Debug, Default)]
pub(super) struct FaultInjector(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    armed: Option<(When, Fault)>,
    happened: bool,
    /// Whether every message is lost because a cut happened, on any connection.
    is_cut: bool,
}

/// The text of a simple query (PostgreSQL's message flow, "Q").
const COMMIT: &[u8] = b"commit\0";
/// The same of a transaction that may write; readers' have a longer one.
const BEGIN: &[u8] = b"begin;\0";

fn contains(message: &[u8], text: &[u8]) -> bool {
    message.windows(text.len()).any(|window| window == text)
}

/// Whether a connection is within a transaction that may write, as far as its messages tell.
#[derive(Debug, Default)]
pub(super) struct Transaction {
    is_open: bool,
    is_ending: bool,
}

impl Transaction {
    /// Whether `message`, the connection's next, is one of such a transaction.
    pub(super) fn has(&mut self, message: &[u8]) -> bool {
        self.is_open = contains(message, BEGIN) || (self.is_open && !self.is_ending);
        self.is_ending = contains(message, COMMIT);
        self.is_open
    }
}

impl FaultInjector {
    pub(super) fn arm_after(&self, messages: usize, fault: Fault) {
        self.set(Some((When::After(messages), fault)));
    }

    pub(super) fn arm_in_transaction(&self, messages: usize, fault: Fault) {
        self.set(Some((When::InTransaction(messages), fault)));
    }

    pub(super) fn arm_at_commit(&self, fault: Fault) {
        self.set(Some((When::AtCommit, fault)));
    }

    /// Disarms the fault, and returns whether it happened.
    pub(super) fn disarm(&self) -> bool {
        let mut state = self.state();
        let happened = state.happened;
        *state = State::default();
        happened
    }

    pub(super) fn happened(&self) -> bool {
        self.state().happened
    }

    /// The fault that happens at `message`, if any.
    pub(super) fn judge(&self, message: &[u8], is_in_transaction: bool) -> Option<Fault> {
        let mut state = self.state();
        if state.is_cut {
            return Some(Fault::CutBefore);
        }
        let is_now = match &mut state.armed.as_mut()?.0 {
            When::InTransaction(_) if !is_in_transaction => false,
            When::After(0) | When::InTransaction(0) => true,
            When::After(left) | When::InTransaction(left) => {
                *left -= 1;
                false
            }
            When::AtCommit => contains(message, COMMIT),
        };
        if !is_now {
            return None;
        }
        let (when, fault) = state.armed.take()?;
        state.happened = true;
        state.is_cut = matches!((when, &fault), (When::After(_), Fault::CutBefore | Fault::CutAfter));
        Some(fault)
    }

    fn set(&self, armed: Option<(When, Fault)>) {
        *self.state() = State { armed, ..State::default() };
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
