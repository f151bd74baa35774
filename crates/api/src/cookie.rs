//! Access cookies: finds them in a request, and reads their values.
//!
//! The `Cookie` header is parsed byte by byte and cookie by cookie, so that a cookie that is not ASCII does not hide
//! others.

use http::{HeaderMap, header::COOKIE};

/// The cookie that carries a host's token. Its mere presence keeps a response out of shared caches.
pub(crate) const ACCESS_COOKIE: &str = "criticalbit_access";

/// The value of the first access cookie, if the request carries one.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&[u8]> {
    cookies(headers).next()
}

/// The values of all access cookies, in the request's order. There are several if one was set for a longer path, or for
/// a parent domain too (RFC 6265, section 5.4).
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let pairs = headers.get_all(COOKIE).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(|pair| {
        let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        (name.trim_ascii() == ACCESS_COOKIE.as_bytes()).then(|| unquoted(value.trim_ascii()))
    })
}

/// Removes double quotes around a value (RFC 6265, section 4.1.1).
fn unquoted(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn with(values: &[&[u8]]) -> HeaderMap {
        values.iter().map(|value| (COOKIE, HeaderValue::from_bytes(value).unwrap())).collect()
    }

    #[test]
    fn the_access_cookie_is_told_from_others() {
        let holds = |value: &[u8]| cookie(&with(&[value])).is_some();
        assert!(holds(b"a=1; criticalbit_access=x"));
        assert!(holds(b"criticalbit_access"));
        assert!(!holds(b"a=criticalbit_access; criticalbit_access2=1"));
        assert!(!holds(b"\xe9criticalbit_access=x"));
    }

    #[test]
    fn other_cookies_may_hold_any_bytes() {
        let headers = with(&["theme=é; criticalbit_access=x".as_bytes(), b"\xff\xfe=1;;=;criticalbit_access=\xff"]);
        assert_eq!(cookies(&headers).collect::<Vec<_>>(), [&b"x"[..], b"\xff"]);
    }

    #[test]
    fn every_access_cookie_is_found_with_or_without_quotes() {
        let headers = with(&[b"criticalbit_access=\"a\"; criticalbit_access=; criticalbit_access=b=", b"x=1"]);
        assert_eq!(cookies(&headers).collect::<Vec<_>>(), [&b"a"[..], b"", b"b="]);
        assert_eq!(cookie(&with(&[b"criticalbit_access=\""])), Some(&b"\""[..]));
    }
}
