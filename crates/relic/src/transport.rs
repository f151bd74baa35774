//! Requests an answer's text: one GET, bounded in time and size, checked by its status and result code. Does not
//! interpret the answers' contents.

use json_client::{List, Readable, TimeLimits, client, object, read, readable, receive, refused, run_blocking};
use reqwest::{Client, StatusCode, redirect::Policy};
use url::Url;

use crate::{Error, Settings, health::Health, metrics, request_rate::RequestRate, wire};

/// The upstream's name for Age of Empires II: Definitive Edition.
const GAME: (&str, &str) = ("title", "age2");

#[derive(Clone, Debug)]
pub(crate) struct Transport {
    http: Client,
    base: Url,
    health: Health,
    rate: RequestRate,
}

impl Transport {
    pub(crate) fn new(settings: &Settings, limits: TimeLimits) -> Result<Self, Error> {
        let base = settings.upstream_base_url.clone();
        if !matches!(base.scheme(), "http" | "https") {
            return Err(Error::Settings(format!("{base} is not an http or https URL")));
        }
        let http = client(&settings.user_agent(), limits, Policy::limited(3))?;
        let rate = RequestRate::new(settings.requests_per_second());
        Ok(Self { http, base, health: Health::default(), rate })
    }

    /// Which endpoints answer.
    pub(crate) const fn health(&self) -> &Health {
        &self.health
    }

    /// Requests `endpoint` and makes a successful answer with these lists readable.
    #[tracing::instrument(target = "trace", name = "relic.get", skip_all, fields(otel.kind = "client", endpoint = endpoint))]
    pub(crate) async fn get(
        &self,
        endpoint: &'static str,
        parameters: &[(&str, &str)],
        lists: &'static [List],
    ) -> Result<Readable, Error> {
        let answer = self.ask(endpoint, parameters, lists).await;
        metrics::request_ended(endpoint, &answer);
        if answer.is_ok() {
            self.health.answered(endpoint);
        }
        answer
    }

    async fn ask(
        &self,
        endpoint: &'static str,
        parameters: &[(&str, &str)],
        lists: &'static [List],
    ) -> Result<Readable, Error> {
        self.rate.wait().await;
        let request = self.http.get(self.url(endpoint, parameters)).headers(trace_context::headers());
        let response = request.send().await?;
        let status = response.status();
        tracing::debug!(endpoint, status = status.as_u16(), "the upstream answered");
        if status.is_success() {
            let body = receive(response).await?;
            metrics::received(endpoint, body.received());
            let answer = run_blocking(move || {
                let text = body.text()?;
                metrics::unpacked(endpoint, text.len());
                readable(text, lists)
            });
            let answer = answer.await?;
            return check_result(&answer.text).map(|()| answer);
        }
        let refusal = refused(&response);
        // A refusal may give a reason in its body; a failing server's body means nothing.
        if status.is_client_error()
            && status != StatusCode::TOO_MANY_REQUESTS
            && let Ok(body) = read(response).await
            && let Ok(Readable { text: body, .. }) = readable(body, &[])
            && let Err(explained @ Error::ResultCode { .. }) = check_result(&body)
        {
            return Err(explained);
        }
        Err(refusal)
    }

    fn url(&self, endpoint: &str, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/community/{endpoint}", self.base.path().trim_end_matches('/')));
        url.query_pairs_mut().clear().extend_pairs([GAME]).extend_pairs(parameters);
        url
    }
}

/// Rejects an answer that is no JSON object, or whose result code is not 0. An answer without a code is judged by its
/// lists, because the upstream sometimes drops keys.
fn check_result(body: &str) -> Result<(), Error> {
    let answer: wire::Answer<'_> = object(body)?;
    let result: wire::Verdict<'_> = answer.result.row().unwrap_or_default();
    match result.code.int() {
        Some(0) | None => Ok(()),
        Some(code) => Err(Error::result_code(code, &result.message.text().unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_code_decides() {
        assert_eq!(check_result(r#"{"result":{"code":0,"message":"SUCCESS"}}"#), Ok(()));
        assert_eq!(check_result(r#"{"result":{"code":"0"}}"#), Ok(()));
        assert_eq!(check_result(r#"{"matches":[]}"#), Ok(()));
        assert_eq!(
            check_result(r#"{"result":{"code":3,"message":"UNREGISTERED_PROFILE_NAME"}}"#),
            Err(Error::result_code(3, "UNREGISTERED_PROFILE_NAME"))
        );
        for unknown in [r#"{"result":{"message":"?"}}"#, r#"{"result":7}"#, r#"{"result":{"code":"none"}}"#] {
            assert_eq!(check_result(unknown), Ok(()), "its lists say whether it is good for anything");
        }
    }

    #[test]
    fn only_objects_are_answers() {
        for other in ["[]", r#"[{"code":3}]"#, "null", "7", r#""text""#] {
            assert_eq!(check_result(other).unwrap_err().cause(), "wrong_shape", "{other}");
        }
        for garbage in ["", " ", "<html>", r#"{"result":{"code":0}"#, r#"{"a":1} trailing"#] {
            assert_eq!(check_result(garbage).unwrap_err().cause(), "not_json", "{garbage}");
        }
    }

    #[test]
    fn a_base_url_may_have_a_path() {
        for base in ["http://localhost/relic", "http://localhost/relic/?x=1"] {
            let settings = Settings::at(base.parse().unwrap());
            let transport = Transport::new(&settings, TimeLimits::default()).unwrap();
            assert_eq!(
                transport.url("a/b", &[("profile_ids", "[1,2]")]).as_str(),
                "http://localhost/relic/community/a/b?title=age2&profile_ids=%5B1%2C2%5D"
            );
        }
    }

    #[test]
    fn unusable_settings_are_an_error() {
        let settings = |base: &str, contact: &str| Settings {
            upstream_contact: Some(contact.to_owned()),
            ..Settings::at(base.parse().unwrap())
        };
        for settings in [settings("ftp://localhost", ""), settings("http://localhost", "a\nb")] {
            let error = Transport::new(&settings, TimeLimits::default()).unwrap_err();
            assert_eq!(error.cause(), "settings");
        }
    }
}
