//! Preconditions of writes that replace something as a whole (RFC 9110, section 13): evaluated after all other checks
//! of the request, against the stored version, which is locked.

use http::{HeaderMap, header::IF_MATCH};

use crate::{error::Error, response::is_known};

const CHANGED: Error = Error::PreconditionFailed("The document was changed meanwhile: read it again");
const IS_THERE: Error = Error::PreconditionFailed("The document has a tag that If-None-Match excludes");

/// Checks the request's preconditions against the entity tag of the stored version.
///
/// # Errors
/// [`Error::PreconditionFailed`].
pub(crate) fn check(headers: &HeaderMap, etag: &str) -> Result<(), Error> {
    if !is_matched(headers, etag) {
        return Err(CHANGED);
    }
    // A matching `If-None-Match` asks to replace only another version, or nothing.
    if is_known(headers, etag) { Err(IS_THERE) } else { Ok(()) }
}

/// `If-Match` (section 13.1.1): a list of tags, of which weak ones never match, or `*`, which always matches. Our tags
/// contain neither commas nor quotes.
fn is_matched(headers: &HeaderMap, etag: &str) -> bool {
    let lines: Vec<_> = headers.get_all(IF_MATCH).iter().collect();
    let listed: Vec<_> = lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).collect();
    let quoted = format!("\"{etag}\"");
    match listed[..] {
        _ if lines.is_empty() => true,
        [only] if only.trim() == "*" => true,
        _ => listed.iter().any(|tag| tag.trim() == quoted),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header::IF_NONE_MATCH};

    use super::*;

    fn goes_ahead(name: &http::HeaderName, values: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        check(&headers, "abc").is_ok()
    }

    #[test]
    fn who_names_no_tag_goes_ahead() {
        assert!(goes_ahead(&IF_MATCH, &[]));
    }

    #[test]
    fn one_strong_tag_of_a_list_has_to_match_or_anything_does() {
        for values in [&["\"abc\""][..], &["*"], &[" * "], &["\"x\" , \"abc\""], &["\"x\"", "W/\"abc\",\"abc\""]] {
            assert!(goes_ahead(&IF_MATCH, values), "{values:?}");
        }
        for values in [
            &["W/\"abc\""][..],
            &["w/\"abc\""],
            &["abc"],
            &["\"ABC\""],
            &["\"abc-br\""],
            &["\"ab\", \"c\""],
            &["\"*\""],
            &["*, \"x\""],
            &["*", "*"],
            &[""],
            &[",,"],
            &["\"abcé\""],
        ] {
            assert!(!goes_ahead(&IF_MATCH, values), "{values:?}");
        }
    }

    #[test]
    fn who_would_replace_only_something_else_replaces_nothing() {
        for (values, expected) in
            [(&["*"][..], false), (&["\"abc\""], false), (&["W/\"abc\""], false), (&["\"x\""], true), (&[""], true)]
        {
            assert_eq!(goes_ahead(&IF_NONE_MATCH, values), expected, "{values:?}");
        }
    }
}
