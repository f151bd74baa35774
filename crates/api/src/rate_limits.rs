//! Rate limits: how many requests a client may make, by class of request. They apply before a request is
//! authenticated.

use std::{net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    DefaultDirectRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use http_server::rate_limit_key;
use moka::{policy::EvictionPolicy, sync::Cache};

use crate::error::{Error, RateLimit};

/// The most clients that are remembered at a time. Beyond it, the least recently seen are forgotten and start anew.
const REMEMBERED: u64 = 50_000;
/// A client that was idle for this long has its full allowance again anyway.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(120);

/// Requests a minute whose result may serve no other client, and how many of them at once.
const COSTLY: u32 = 60;
const COSTLY_AT_ONCE: NonZeroU32 = NonZeroU32::new(20).unwrap();

/// The class under which a request is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    Default,
    /// A request whose result serves one client alone; counted in addition to its other class.
    Costly,
    /// A search for accounts; counted in addition to its other class.
    Accounts,
    /// A look-up at the upstream that follows such a search.
    UpstreamLookUp,
    /// An attempt to use a sign-in link.
    SignIn,
    CreateTournament,
    EditTournament,
    DeleteTournament,
    Document,
    Owners,
    Teams,
    EditTeam,
    Roster,
    Members,
    Captains,
    Exclusions,
    Stages,
    Series,
}

impl Class {
    const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Costly => "costly",
            Self::Accounts => "accounts",
            Self::UpstreamLookUp => "upstream-look-up",
            Self::SignIn => "sign-in",
            Self::CreateTournament => "create-tournament",
            Self::EditTournament => "edit-tournament",
            Self::DeleteTournament => "delete-tournament",
            Self::Document => "document",
            Self::Owners => "owners",
            Self::Teams => "teams",
            Self::EditTeam => "edit-team",
            Self::Roster => "roster",
            Self::Members => "members",
            Self::Captains => "captains",
            Self::Exclusions => "exclusions",
            Self::Stages => "stages",
            Self::Series => "series",
        }
    }

    /// Requests a minute.
    const fn allowance(self, default: u32) -> u32 {
        match self {
            Self::Default => default,
            Self::Costly if default < COSTLY => default,
            Self::Costly | Self::Accounts => COSTLY,
            Self::CreateTournament | Self::Owners => 5,
            Self::EditTournament | Self::Document => 20,
            Self::DeleteTournament => 3,
            Self::SignIn | Self::Teams | Self::UpstreamLookUp => 10,
            Self::EditTeam | Self::Roster | Self::Members | Self::Captains | Self::Exclusions | Self::Stages => 60,
            // On event night one report follows another, and a schedule is moved series by series.
            Self::Series => 120,
        }
    }
}

/// The rate limiters of one instance.
#[derive(Debug)]
pub(crate) struct RateLimits {
    per_minute: u32,
    clients: Cache<(IpAddr, Class), Arc<DefaultDirectRateLimiter>>,
    clock: DefaultClock,
}

impl RateLimits {
    /// `per_minute` is the limit of the default class; 0 switches off the limits of reads, except those of searches for
    /// accounts.
    pub(crate) fn new(per_minute: u32) -> Self {
        let clients = Cache::builder()
            .max_capacity(REMEMBERED)
            // The default policy rejects new keys while the cache is full: those clients would have no limit.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(FORGOTTEN_AFTER)
            .build();
        Self { per_minute, clients, clock: DefaultClock::default() }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// [`Error::RateLimited`].
    pub(crate) fn count(&self, client: IpAddr, class: Class) -> Result<(), Error> {
        let Some(per_minute) = NonZeroU32::new(class.allowance(self.per_minute)) else { return Ok(()) };
        let quota = Quota::per_minute(per_minute);
        let quota = if class == Class::Costly { quota.allow_burst(COSTLY_AT_ONCE.min(per_minute)) } else { quota };
        let new = || Arc::new(RateLimiter::direct(quota));
        let limiter = self.clients.get_with((rate_limit_key(client), class), new);
        limiter.check().map_err(|denied| {
            let wait = denied.wait_time_from(self.clock.now());
            let retry_after_seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Error::RateLimited(RateLimit { name: class.name(), per_minute: per_minute.get(), retry_after_seconds })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u32) -> IpAddr {
        std::net::Ipv4Addr::from(number).into()
    }

    #[test]
    fn each_client_and_class_has_its_own_allowance() {
        let rate_limits = RateLimits::new(300);
        let let_through =
            |client, class| (0..400).filter(|_| rate_limits.count(address(client), class).is_ok()).count();
        assert_eq!(let_through(1, Class::Owners), 5);
        assert_eq!(let_through(1, Class::DeleteTournament), 3);
        assert_eq!(let_through(2, Class::Owners), 5);
        assert!((300..=305).contains(&let_through(1, Class::Default)));
        let refused = rate_limits.count(address(1), Class::Owners).unwrap_err();
        let Error::RateLimited(limit) = refused else { panic!("{refused:?}") };
        assert_eq!((limit.per_minute, limit.retry_after_seconds), (5, 12));
    }

    #[test]
    fn zero_switches_the_default_class_off_alone() {
        let rate_limits = RateLimits::new(0);
        assert!((0..1_000).all(|_| rate_limits.count(address(1), Class::Default).is_ok()));
        assert!((0..4).any(|_| rate_limits.count(address(1), Class::DeleteTournament).is_err()));
    }

    #[test]
    fn searches_for_accounts_are_limited_whatever_the_limit_of_reads_is() {
        for per_minute in [0, 30, 300] {
            let rate_limits = RateLimits::new(per_minute);
            let let_through = (0..100).filter(|_| rate_limits.count(address(1), Class::Accounts).is_ok()).count();
            assert!((60..=62).contains(&let_through), "{let_through} of {per_minute}");
        }
    }

    #[test]
    fn addresses_without_end_do_not_pile_up() {
        let rate_limits = RateLimits::new(300);
        for client in 0..150_000 {
            let _ = rate_limits.count(address(client), Class::Default);
        }
        rate_limits.clients.run_pending_tasks();
        assert!(rate_limits.clients.entry_count() <= REMEMBERED);
        let newcomer = address(u32::MAX);
        let let_through = (0..20).filter(|_| rate_limits.count(newcomer, Class::Owners).is_ok()).count();
        assert_eq!(let_through, 5, "who comes while the memory is full is counted too");
    }
}
