//! The time-outs of a connection, which the server enforces: statement, lock, and idle in transaction.

use std::time::Duration;

/// The time-outs of a connection. The server enforces all but `transaction`. They are set when the connection is made,
/// or in each transaction behind a transaction pooler, and end the statements, lock waits and open transactions of a
/// process that is paused or cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// How long a statement may run (`statement_timeout`).
    pub statement: Duration,
    /// How long a statement may wait for a lock (`lock_timeout`).
    pub lock: Duration,
    /// How long a transaction may pause between statements (`idle_in_transaction_session_timeout`).
    pub pause: Duration,
    /// How long a transaction may take in all; enforced on our side, by closing the connection.
    pub transaction: Duration,
}

impl Timeouts {
    /// For viewers' reads: one stuck statement must not block the others for long.
    pub const READS: Self = Self {
        statement: Duration::from_secs(3),
        lock: Duration::from_secs(2),
        pause: Duration::from_secs(4),
        transaction: Duration::from_secs(6),
    };

    /// For polls and hosts' writes.
    pub const WRITES: Self = Self {
        statement: Duration::from_secs(5),
        lock: Duration::from_secs(3),
        pause: Duration::from_secs(4),
        transaction: Duration::from_secs(15),
    };

    /// For single statements that are repeated every second or so: the query of the outbox, the lease.
    pub const SHORT: Self = Self {
        statement: Duration::from_millis(1_500),
        lock: Duration::from_secs(1),
        pause: Duration::from_secs(2),
        transaction: Duration::from_secs(3),
    };

    /// How long our side waits for a statement's answer: a little longer than the server's time-out, so that the
    /// server's own error arrives first if it can answer.
    pub(super) fn answer(&self) -> Duration {
        self.statement + Duration::from_millis(500)
    }

    /// The statements that set them for a whole session.
    pub(super) fn of_session(&self) -> String {
        [
            self.set("set"),
            // The server's side of the socket; on systems without this setting the server logs that.
            "set tcp_user_timeout = 10000;".to_owned(),
            "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 2;".to_owned(),
        ]
        .concat()
    }

    /// The statements that set them within a transaction, until its end.
    pub(super) fn of_transaction(&self) -> String {
        self.set("set local")
    }

    fn set(&self, set: &str) -> String {
        let timeouts = [
            ("statement_timeout", self.statement),
            ("lock_timeout", self.lock),
            ("idle_in_transaction_session_timeout", self.pause),
        ];
        timeouts.map(|(name, timeout)| format!("{set} {name} = {};", timeout.as_millis())).concat()
    }
}
