//! Whether the upstream answers, in the expected shape and to batches of the usual size, and how old its newest data
//! is. Sends six requests at most, at the configured rate.

use std::time::Duration;

use domain::{
    clock::{Clock as _, Timestamp},
    id::ProfileId,
};
use futures_util::future::{join, join3};
use relic::{MatchTypes, Relic, Sample};
use store::{diagnosis, pool::Timeouts};

use super::{
    database,
    finding::{Finding, rounded, within},
};
use crate::{Settings, SystemClock};

/// How long one request may take.
const LIMIT: Duration = Duration::from_secs(6);
/// If the newest game is older, the upstream may have stopped recording.
const OLD: Duration = Duration::from_secs(24 * 3600);

/// Every finding about the upstream.
pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let relic = match Relic::new(&settings.relic) {
        Ok(relic) => relic,
        Err(error) => {
            return vec![Finding::failed(
                "upstream",
                error.to_string(),
                "correct UPSTREAM_BASE_URL or UPSTREAM_CONTACT",
            )];
        }
    };
    let types = MatchTypes::default();
    let (catalogue, lobbies, stored) =
        join3(within(LIMIT, relic.catalogue()), within(LIMIT, relic.sample_lobbies(&types)), stored(settings)).await;
    let mut findings = vec![match catalogue {
        Ok(catalogue) => {
            let (ladders, civilizations) = (catalogue.leaderboards.len(), catalogue.civilizations.len());
            Finding::ok("upstream.catalogue", format!("{ladders} ladders and {civilizations} civilizations"))
        }
        Err(error) => unreachable("upstream.catalogue", &error),
    }];
    findings.push(match &lobbies {
        Ok(sample) => read("upstream.lobbies", sample, format!("a page of {} lobbies", sample.rows)),
        Err(error) => unreachable("upstream.lobbies", error),
    });
    let seen = lobbies.map(|sample| sample.accounts).unwrap_or_default();
    let mut accounts = stored;
    for account in seen {
        if !accounts.contains(&account) {
            accounts.push(account);
        }
    }
    findings.extend(about(&relic, &types, &accounts).await);
    findings
}

/// The endpoints that are about accounts.
async fn about(relic: &Relic, types: &MatchTypes, accounts: &[ProfileId]) -> Vec<Finding> {
    let (stats, matches) = ("upstream.stats", "upstream.matches");
    if accounts.is_empty() {
        let found = "not asked: neither a roster nor a lobby has an account to ask about";
        let advice = "add somebody to a roster, and run it again";
        return [stats, matches].map(|check| Finding::warning(check, found, advice)).into();
    }
    let most = |batch: usize| &accounts[..accounts.len().min(batch)];
    let (of_stats, of_matches) = (most(Relic::STATS_BATCH), most(Relic::HISTORIES_BATCH));
    let (stats_read, matches_read) = join(batch(relic, None, of_stats), batch(relic, Some(types), of_matches)).await;
    vec![
        of_batch(stats, "accounts", of_stats.len(), stats_read),
        of_batch(matches, "games", of_matches.len(), matches_read),
    ]
}

/// The stats of these accounts, or, with match types, their histories.
async fn ask(relic: &Relic, types: Option<&MatchTypes>, accounts: &[ProfileId]) -> Result<Sample, relic::Error> {
    match types {
        None => relic.sample_stats(accounts).await,
        Some(types) => relic.sample_matches(accounts, types).await,
    }
}

/// The answer to the whole batch. If it is refused, the answer for one account alone.
async fn batch(relic: &Relic, types: Option<&MatchTypes>, accounts: &[ProfileId]) -> Result<(Sample, usize), String> {
    let whole = tokio::time::timeout(LIMIT, ask(relic, types, accounts)).await;
    match whole {
        Ok(Ok(sample)) => Ok((sample, accounts.len())),
        Ok(Err(error)) if accounts.len() > 1 && error.may_be_one_profiles() => {
            let alone = within(LIMIT, ask(relic, types, &accounts[..1])).await;
            alone.map(|sample| (sample, 1)).map_err(|_| error.to_string())
        }
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {} s", LIMIT.as_secs())),
    }
}

fn of_batch(check: &'static str, what: &str, asked: usize, read: Result<(Sample, usize), String>) -> Finding {
    let (sample, accepted) = match read {
        Ok(read) => read,
        Err(error) => return unreachable(check, &error),
    };
    if accepted < asked {
        let found = format!("a request about {asked} accounts is refused, one about {accepted} is answered");
        let advice = "an account among them may be to blame, or the upstream takes smaller batches than before";
        return Finding::warning(check, found, advice);
    }
    let found = format!("{} {what} of {accepted} accounts in one request", sample.rows);
    let Some(age) = sample.newest.map(age) else { return self::read(check, &sample, found) };
    let found = format!("{found}; the newest game ended {} ago", rounded(age));
    if age > OLD {
        let advice = "these players may not have played lately, or the upstream may have stopped recording games";
        return Finding::warning(check, found, advice);
    }
    self::read(check, &sample, found)
}

/// The finding about an answer that was read, with the number of unusable rows.
fn read(check: &'static str, sample: &Sample, found: String) -> Finding {
    if sample.dropped == 0 {
        return Finding::ok(check, found);
    }
    let found = format!("{found}; {} rows were not usable", sample.dropped);
    if sample.dropped > sample.rows {
        let advice = "the upstream's answers may have changed: look for a newer version of the service";
        return Finding::warning(check, found, advice);
    }
    Finding::ok(check, found)
}

fn unreachable(check: &'static str, error: &str) -> Finding {
    let advice = "check that UPSTREAM_BASE_URL can be reached from here; meanwhile the service shows stored data";
    Finding::failed(check, error, advice)
}

/// Accounts on rosters; none if the database cannot be read.
async fn stored(settings: &Settings) -> Vec<ProfileId> {
    let Ok(Some(database)) = database::find(settings).await else { return Vec::new() };
    let pool = database.pool.sibling(1, Timeouts::SHORT);
    let most = i64::try_from(Relic::STATS_BATCH).unwrap_or(i64::MAX);
    within(LIMIT, diagnosis::accounts(&pool, most)).await.unwrap_or_default()
}

fn age(time: Timestamp) -> Duration {
    (SystemClock.now() - time).to_std().unwrap_or_default()
}
