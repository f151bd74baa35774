//! The access cookie: whether a request carries it, and what it holds.

use http::{HeaderMap, header::COOKIE};

/// The cookie that carries a host's token; its mere presence keeps answers out of shared caches.
pub(crate) const ACCESS_COOKIE: &str = "criticalbit_access";

/// The value of the access cookie, when the request carries one.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.find(|(name, _)| name.trim() == ACCESS_COOKIE).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn with(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn the_access_cookie_is_told_from_others() {
        let holds = |headers: &HeaderMap| cookie(headers).is_some();
        assert!(holds(&with("a=1; criticalbit_access=x")));
        assert!(holds(&with("criticalbit_access")));
        assert!(!holds(&with("a=criticalbit_access; criticalbit_access2=1")));
    }
}
