//! Requests of `/v1/me` with tokens of every kind.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use sim::Token;
use tests::{Service, service::HOST};

const A_DAY: i64 = 86_400;
/// Between two fetches of the keys.
pub(crate) const COOL_DOWN: Duration = Duration::from_secs(30);

/// An answer's status, and its `Retry-After` if it has one.
pub(crate) type Said = (u16, Option<u64>);

/// What `/v1/me` says to each of these tokens, many asking at a time.
pub(crate) async fn answers(service: &Service, tokens: &[String]) -> Vec<Said> {
    // Of its own: connections that were idle while the clock moved are being closed.
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap();
    let ask = |token: &String| {
        let request = client.get(format!("{}/v1/me", service.base_url));
        let request = request.header("cookie", format!("criticalbit_access={token}"));
        async move {
            let answer = request.send().await.expect("an answer");
            let wait = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().parse().unwrap());
            (answer.status().as_u16(), wait)
        }
    };
    let asked = tokens.iter().map(ask).collect::<Vec<_>>();
    stream::iter(asked).buffered(64).collect().await
}

pub(crate) async fn answer(service: &Service, token: &Token) -> Said {
    answers(service, &[token.mint()]).await[0]
}

pub(crate) async fn status(service: &Service, token: &Token) -> u16 {
    answer(service, token).await.0
}

/// Good for a day; as the real sign-on service's, it names no key.
pub(crate) fn long_lived(service: &Service) -> Token {
    service.unminted_token(HOST).valid_for(A_DAY)
}

/// The same in both forms.
pub(crate) fn both(service: &Service) -> [Token; 2] {
    [long_lived(service), long_lived(service).with_kid()]
}

/// In a moment whose seconds are not whole, so many seconds of the cool-down are left at most.
pub(crate) fn is_undecided(said: Said, most: u64) -> bool {
    said.0 == 503 && said.1.is_some_and(|wait| (1..=most).contains(&wait))
}
