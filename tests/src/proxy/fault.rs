//! What becomes of one message on its way to the database, and of the connection that sent it.

use std::sync::{Mutex, PoisonError};

/// What happens at the message for which a fault was armed.
pub enum Fault {
    /// It is lost, and the connection is cut.
    CutBefore,
    /// It arrives, and the connection is cut before the answer.
    CutAfter,
    /// It is lost, and the connection leads nowhere from then on, in either direction.
    SilentBefore,
    /// It arrives, and nothing else of the connection does, in either direction.
    SilentAfter,
    /// Something else is done, then the message goes on.
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

/// At most one fault that is armed, and whether it happened.
#[derive(Debug, Default)]
pub(super) struct FaultInjector(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    armed: Option<(When, Fault)>,
    happened: bool,
    /// Whether every message is lost once a cut happened, on whichever connection.
    is_cut: bool,
}

/// A simple query's text (PostgreSQL's message flow, "Q").
const COMMIT: &[u8] = b"commit\0";

impl FaultInjector {
    pub(super) fn arm_after(&self, messages: usize, fault: Fault) {
        self.set(Some((When::After(messages), fault)));
    }

    pub(super) fn arm_at_commit(&self, fault: Fault) {
        self.set(Some((When::AtCommit, fault)));
    }

    /// Disarms, and says whether the fault happened.
    pub(super) fn disarm(&self) -> bool {
        let mut state = self.state();
        let happened = state.happened;
        *state = State::default();
        happened
    }

    pub(super) fn happened(&self) -> bool {
        self.state().happened
    }

    /// The fault that happens at `message`, if one does.
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
