//! The command `doctor`: checks what the service relies on, each check within its deadline, and prints what to do about
//! each problem. It writes nothing, sends the upstream a few requests at most, and prints no secret.

mod database;
mod disk;
mod finding;
mod platforms;
mod proxies;
mod settings;
mod sign_on;
mod upstream;

use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use secrecy::SecretString;

use self::finding::{Finding, Status};
use crate::{Error, Role, Settings, print};

/// How long a group of checks may take: all run at the same time, and the command has ended within 20 s.
const GROUP: Duration = Duration::from_secs(18);

/// Check the settings and what the service relies on, and print what to do about each problem.
///
/// Checked are the settings, the database, the clocks, the upstream, signing in, the platforms, the proxies and the
/// disk. Nothing is written. Exits with 1 if a check failed, with 0 if there are only warnings or none.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Doctor {
    /// Print the findings as a JSON array of objects: `check`, `status` (ok, warning or failed), `found`, `advice`.
    #[arg(long)]
    json: bool,

    /// The value of a host's cookie `criticalbit_access`, to check whether it would be accepted. It is not printed.
    /// Lists of processes show it as an argument, but not as an environment variable.
    #[arg(long, env = "DOCTOR_COOKIE", hide_env_values = true)]
    cookie: Option<SecretString>,
}

impl Doctor {
    /// Runs all checks, even if some fail, and prints the findings.
    ///
    /// # Errors
    /// [`Error::ChecksFailed`] when a check failed.
    pub(crate) async fn run(self, settings: &Settings, role: Option<Role>) -> Result<(), Error> {
        let role = role.map_or_else(|| Role::of(settings), Ok);
        let plays = role.as_ref().copied().unwrap_or(Role::NONE);
        let groups: Vec<(&'static str, BoxFuture<'_, Vec<Finding>>)> = vec![
            ("settings", Box::pin(async { settings::check(settings, &role) })),
            ("database", Box::pin(database::check(settings, plays))),
            ("upstream", Box::pin(upstream::check(settings))),
            ("sign_on", Box::pin(sign_on::check(settings, self.cookie.as_ref()))),
            ("platforms", Box::pin(platforms::check(settings))),
            ("proxies", Box::pin(async { proxies::check(settings) })),
            ("disk", Box::pin(async { disk::check(settings) })),
        ];
        let found: Vec<_> = join_all(groups.into_iter().map(in_time)).await.into_iter().flatten().collect();
        if self.json {
            let all: Vec<_> = found.iter().map(Finding::to_json).collect();
            print::line(format_args!("{:#}", serde_json::Value::from(all)))?;
        } else {
            found.iter().try_for_each(print::line)?;
        }
        let count = found.iter().filter(|finding| finding.status == Status::Failed).count();
        if count == 0 { Ok(()) } else { Err(Error::ChecksFailed { count }) }
    }
}

/// The findings of a group, or that it did not end in time.
async fn in_time((name, group): (&'static str, BoxFuture<'_, Vec<Finding>>)) -> Vec<Finding> {
    let ended = tokio::time::timeout(GROUP, group).await;
    ended.unwrap_or_else(|_| {
        let advice = "check whether the machine or its network is overloaded, and run it again";
        vec![Finding::failed(name, format!("these checks did not end within {} s", GROUP.as_secs()), advice)]
    })
}
