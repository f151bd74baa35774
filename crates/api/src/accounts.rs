//! The search for accounts to put on a roster (`/v1/accounts`): in the database, and if that is not enough, on the
//! game's own servers.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::{
    account_link::{self, NoAccount},
    found_account::{AccountKey, FoundAccount, merge},
    player::PlayerStats,
    view::accounts::{AccountsRead, UpstreamAnswer},
};
use http::{HeaderMap, HeaderValue, header};
use store::{
    Snapshot,
    read::account_search::{self, AccountQuery},
};

use crate::{
    app::App,
    error::{Error, FieldError, HttpValidationError, Location},
    openapi::example,
    params::Parameters,
    query_limit::{self, Documented, QueryLimit},
    rate_limits::Class,
};

/// The longest search text, in characters.
const LONGEST: usize = 100;

/// The number of accounts in the response.
struct Accounts;

impl QueryLimit for Accounts {
    const NAME: &'static str = "limit";
    const DEFAULT: i64 = 10;
    const MAXIMUM: Option<i64> = Some(20);
    const DESCRIPTION: &'static str = "The most items to return; 10 by default.";
}

/// Accounts that fit a number, a link to an account's page, or a name: for signed-in hosts, who look for whom to put on
/// a roster. Names are compared without case and accents, former ones too. A number or an exact name that is unknown
/// here is looked up at the game's own servers, where nothing of it is kept.
#[utoipa::path(
    get,
    path = "/v1/accounts",
    operation_id = "search_accounts_v1_accounts_get",
    tag = "accounts",
    security(("criticalbit_access" = [])),
    params(
        (
            "query" = String,
            Query,
            min_length = 1,
            max_length = 100,
            description = "An account's number, the address of its page at aoe2insights.com or aoe2companion.com, or a \
                           name or a part of it.",
        ),
        Documented::<Accounts>,
    ),
    responses(
        (status = 200, body = AccountsRead, example = json!(example("search_accounts"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn search_accounts(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let client = parameters.client();
    app.rate_limits.count(client, Class::Accounts)?;
    app.authenticator.user(&headers, app.clock.now()).await?;
    let limit = query_limit::read::<Accounts>(&mut parameters);
    let query = read_query(&parameters);
    let mut errors = parameters.errors();
    let query = query.unwrap_or_else(|error| {
        errors.push(error);
        AccountQuery::default()
    });
    Error::invalid(errors)?;
    let mut snapshot = Snapshot::take(&app.searches).await?;
    let known = account_search::find(&mut snapshot, &query, limit).await?;
    snapshot.end().await;
    let (looked_up, upstream) = match unknown(&query, &known) {
        Some(key) => app.look_ups.ask(key, || app.rate_limits.count(client, Class::UpstreamLookUp).is_ok()).await,
        None => (None, UpstreamAnswer::NotAsked),
    };
    let looked_up = looked_up.as_deref().unwrap_or_default();
    let mut found = merge(known, looked_up, usize::try_from(limit).unwrap_or_default());
    name_tournaments(&app, looked_up, &mut found).await?;
    let items = found.into_iter().map(|account| account.shown).collect();
    respond(&AccountsRead { items, upstream })
}

/// Reads what the query asks for.
fn read_query(parameters: &Parameters) -> Result<AccountQuery, FieldError> {
    const AT: Location = Location::Query("query");
    let given = parameters.last("query").ok_or_else(|| FieldError::missing(&AT))?;
    let text = given.trim();
    if text.is_empty() {
        return Err(FieldError::too_short(&AT, &given, 1));
    }
    if text.chars().nth(LONGEST).is_some() {
        return Err(FieldError::too_long(&AT, &given, LONGEST));
    }
    parse_query(text).map_err(|why| FieldError::refused(&AT, given.as_str(), &why.to_string()))
}

/// A number may also be a name. A link that leads to no account is refused; other texts are names.
fn parse_query(text: &str) -> Result<AccountQuery, NoAccount> {
    let name = || Some(text.to_owned());
    match account_link::profile(text) {
        Ok(number) => {
            let is_bare = text.bytes().all(|byte| byte.is_ascii_digit());
            Ok(AccountQuery { number: Some(number), name: name().filter(|_| is_bare) })
        }
        Err(why @ NoAccount::Steam) => Err(why),
        Err(why @ NoAccount::UnknownPage) if text.contains("://") => Err(why),
        Err(_) => Ok(AccountQuery { number: None, name: name() }),
    }
}

/// Returns what to look up at the upstream, if the known accounts do not answer the search.
fn unknown(query: &AccountQuery, known: &[FoundAccount]) -> Option<AccountKey> {
    if let Some(number) = query.number {
        let is_known = known.iter().any(|account| account.shown.profile_id == number && account.is_polled);
        return (!is_known).then_some(AccountKey::Number(number));
    }
    let alias = query.name.as_ref().filter(|name| !name.chars().any(char::is_control))?;
    (!known.iter().any(FoundAccount::answers)).then(|| AccountKey::Alias(alias.clone()))
}

/// Adds the tournaments of accounts that only the upstream returned: they may be on a roster, and not polled yet.
async fn name_tournaments(app: &App, looked_up: &[PlayerStats], found: &mut [FoundAccount]) -> Result<(), Error> {
    let numbers: Vec<_> = looked_up.iter().map(|stats| stats.player.profile_id.0).collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let mut snapshot = Snapshot::take(&app.searches).await?;
    let mut tournaments = account_search::tournaments(&mut snapshot, &numbers).await?;
    snapshot.end().await;
    for account in found {
        if let Some(slugs) = tournaments.remove(&account.shown.profile_id) {
            account.shown.tournaments = slugs;
        }
    }
    Ok(())
}

fn respond(found: &AccountsRead) -> Result<Response, Error> {
    let body = serde_json::to_vec(found).map_err(|_| Error::Internal)?;
    let fixed = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((fixed, body).into_response())
}

#[cfg(test)]
mod tests {
    use domain::id::ProfileId;

    use super::*;

    #[test]
    fn a_query_is_a_number_a_link_or_a_name() {
        let of = |text: &str| parse_query(text).map(|query| (query.number.map(|number| number.0), query.name));
        let name = |text: &str| Ok((None, Some(text.to_owned())));
        assert_eq!(of("199325"), Ok((Some(199_325), Some("199325".to_owned()))));
        assert_eq!(of("https://www.aoe2insights.com/user/relic/199325/"), Ok((Some(199_325), None)));
        assert_eq!(of("Mr.Foo"), name("Mr.Foo"));
        assert_eq!(of("0"), name("0"));
        assert_eq!(of("99999999999999999999"), name("99999999999999999999"));
        assert_eq!(of("https://example.org/5"), Err(NoAccount::UnknownPage));
        assert_eq!(of("aoe2insights.com/user/steam/76561198449406083/"), Err(NoAccount::Steam));
    }

    #[test]
    fn control_characters_are_no_name_to_ask_for() {
        let asks = |name: &str| unknown(&AccountQuery { number: None, name: Some(name.to_owned()) }, &[]);
        assert_eq!(asks("Hera"), Some(AccountKey::Alias("Hera".to_owned())));
        assert_eq!(asks("He\0ra"), None);
        let number = AccountQuery { number: Some(ProfileId(5)), name: Some("5".to_owned()) };
        assert_eq!(unknown(&number, &[]), Some(AccountKey::Number(ProfileId(5))));
    }
}
