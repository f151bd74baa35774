//! Faults of one message on its way to the database, and of the connection that sent it.

use std::sync::{Mutex, PoisonError};

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
}

impl std::fmt::Debug for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::CutBefore => "CutBefore",
            Self::CutAfter => "CutAfter",
            Self::SilentBefore => "SilentBefore",
            Self::SilentAfter => "SilentAfter",
            Self::Call(_) => "Call",
        })
    }
}

/// When the armed fault happens.
#[derive(Debug)]
enum When {
    /// At the message after so many.
    After(usize),
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

impl FaultInjector {
    pub(super) fn arm_after(&self, messages: usize, fault: Fault) {
        self.set(Some((When::After(messages), fault)));
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
    pub(super) fn judge(&self, message: &[u8]) -> Option<Fault> {
        let mut state = self.state();
        if state.is_cut {
            return Some(Fault::CutBefore);
        }
        let is_now = match &mut state.armed.as_mut()?.0 {
            When::After(0) => true,
            When::After(left) => {
                *left -= 1;
                false
            }
            When::AtCommit => message.windows(COMMIT.len()).any(|window| window == COMMIT),
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
