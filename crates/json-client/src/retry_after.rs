//! Reads how long an answer asks us to wait, relative to the answer's own date instead of a clock.

use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// The longest wait: a garbled header must not silence the poller for a day.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Reads `Retry-After`: seconds, or a date taken relative to the answer's own `Date`.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let wait = match text(headers, &RETRY_AFTER)?.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let wait = date(headers, &RETRY_AFTER)? - date(headers, &DATE)?;
            wait.to_std().unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Reads an HTTP date, which is an RFC 2822 date in GMT.
fn date(headers: &HeaderMap, name: &HeaderName) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc2822(text(headers, name)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(retry: &str, now: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry.parse().unwrap());
        if let Some(now) = now {
            headers.insert(DATE, now.parse().unwrap());
        }
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_are_taken_as_they_are_up_to_an_hour() {
        assert_eq!(wait(" 7 ", None), Some(7));
        assert_eq!(wait("0", None), Some(0));
        assert_eq!(wait("18446744073709551615", None), Some(3600));
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn a_date_counts_from_the_answers_own_date() {
        let now = "Wed, 21 Oct 2015 07:28:00 GMT";
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:45 GMT", Some(now)), Some(45));
        assert_eq!(wait("Wed, 21 Oct 2015 07:27:00 GMT", Some(now)), Some(0));
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:45 GMT", None), None);
    }

    #[test]
    fn invalid_values_are_ignored() {
        let now = Some("Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(wait("soon", now), None);
        assert_eq!(wait("-5", now), None);
        assert_eq!(wait("99999999999999999999999", now), None);
    }
}
