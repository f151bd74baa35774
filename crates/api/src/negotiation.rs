//! Content negotiation: which of the offered media types a client prefers (RFC 9110, section 12.5.1).

use http::{HeaderMap, header::ACCEPT};

/// How exactly a range of `Accept` names a media type; of several ranges that match, the most exact one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exactness {
    /// `*/*`.
    Any,
    /// `text/*`.
    Family,
    /// `text/csv`.
    Exact,
}

/// Returns what is offered under the media type that the client prefers. Among types of the same quality, one that the
/// client names precedes one that only a wildcard covers, and the earlier offer precedes the later one. The first offer
/// is also for clients that accept none of them or do not say.
pub(crate) fn preferred<T: Copy>(headers: &HeaderMap, first: (&str, T), others: &[(&str, T)]) -> T {
    let mut best = (quality(headers, first.0), first.1);
    for (media_type, offer) in others {
        let wish = quality(headers, media_type).filter(|(quality, _)| *quality > 0.0);
        // The first offer's quality of 0 is no more of a wish than its absence.
        let known = best.0.filter(|(quality, _)| *quality > 0.0);
        if wish.is_some() && wish.partial_cmp(&known).is_some_and(std::cmp::Ordering::is_gt) {
            best = (wish, *offer);
        }
    }
    best.1
}

/// Whether the client accepts a media type by its name, not only by a wildcard.
pub(crate) fn names(headers: &HeaderMap, media_type: &str) -> bool {
    quality(headers, media_type).is_some_and(|(quality, exactness)| quality > 0.0 && exactness == Exactness::Exact)
}

/// Whether the client accepts a media type, by name or by a wildcard; a client that does not say accepts every one.
pub(crate) fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    !headers.contains_key(ACCEPT) || quality(headers, media_type).is_some_and(|(quality, _)| quality > 0.0)
}

/// The name and the quality of a range with parameters, such as `gzip;q=0.8`; `None` without a name.
pub(crate) fn weighted(range: &str) -> Option<(&str, f32)> {
    let mut parts = range.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((name, quality.map_or(1.0, |quality| quality.trim().parse().unwrap_or(0.0))))
}

/// The quality that the client gives a media type, and by how exact a range; `None` if no range covers it.
fn quality(headers: &HeaderMap, media_type: &str) -> Option<(f32, Exactness)> {
    let listed = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges = listed.flat_map(|value| value.split(',')).filter_map(|range| {
        let (name, quality) = weighted(range)?;
        Some((quality, exactness(name, media_type)?))
    });
    ranges.reduce(|best, range| if range.1 > best.1 { range } else { best })
}

/// How exactly a range names a media type, if it covers it.
fn exactness(range: &str, media_type: &str) -> Option<Exactness> {
    let (family, subtype) = range.split_once('/')?;
    let (ours, _) = media_type.split_once('/')?;
    match (family, subtype) {
        ("*", "*") => Some(Exactness::Any),
        (family, "*") => family.eq_ignore_ascii_case(ours).then_some(Exactness::Family),
        _ => range.eq_ignore_ascii_case(media_type).then_some(Exactness::Exact),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn chosen(accept: &[&str]) -> &'static str {
        let headers = accept.iter().map(|value| (ACCEPT, HeaderValue::from_str(value).unwrap()));
        let others = [("text/csv", "csv"), ("application/x-ndjson", "ndjson")];
        preferred(&headers.collect(), ("application/json", "json"), &others)
    }

    #[test]
    fn who_says_nothing_or_takes_anything_gets_the_first_offer() {
        for accept in [
            &[][..],
            &[""],
            &["*/*"],
            &["application/json"],
            &["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
            &["application/json, text/plain, */*"],
            &["application/*"],
            &["text/plain"],
            &["application/problem+json"],
            &["nonsense", ";;;", "text", "/", "text/csvx"],
        ] {
            assert_eq!(chosen(accept), "json", "{accept:?}");
        }
    }

    #[test]
    fn a_type_that_is_named_is_chosen() {
        assert_eq!(chosen(&["text/csv"]), "csv");
        assert_eq!(chosen(&["TEXT/CSV; charset=utf-8"]), "csv");
        assert_eq!(chosen(&["application/x-ndjson"]), "ndjson");
        assert_eq!(chosen(&["text/plain", "text/csv"]), "csv", "several headers are one list");
        assert_eq!(chosen(&["text/*"]), "csv");
        assert_eq!(chosen(&["text/csv, */*"]), "csv", "it is named");
        assert_eq!(chosen(&["*/*, application/x-ndjson"]), "ndjson");
    }

    #[test]
    fn the_higher_quality_wins_and_among_equals_the_earlier_offer() {
        assert_eq!(chosen(&["text/csv, application/json"]), "json");
        assert_eq!(chosen(&["text/csv;q=0.5, application/json;q=0.4"]), "csv");
        assert_eq!(chosen(&["text/csv;q=0.5, application/json"]), "json");
        assert_eq!(chosen(&["text/csv;q=0.5, */*"]), "json");
        assert_eq!(chosen(&["application/x-ndjson, text/csv"]), "csv");
        assert_eq!(chosen(&["application/x-ndjson;q=0.9, text/csv;q=0.8"]), "ndjson");
        assert_eq!(chosen(&["text/csv;q=0.1"]), "csv", "nothing else is accepted");
    }

    #[test]
    fn a_type_of_quality_zero_is_refused_and_the_exact_range_counts() {
        assert_eq!(chosen(&["text/csv;q=0"]), "json");
        assert_eq!(chosen(&["text/csv;q=nonsense, application/x-ndjson;q=0.1"]), "ndjson");
        assert_eq!(chosen(&["text/csv;q=0, text/*"]), "json");
        assert_eq!(chosen(&["*/*, text/csv;q=0"]), "json");
        assert_eq!(chosen(&["application/json;q=0, */*;q=0.1"]), "csv");
        assert_eq!(chosen(&["application/json;q=0"]), "json", "nothing that is offered is accepted");
        assert_eq!(chosen(&["text/csv;q=2, */*;q=nan"]), "csv");
    }
}
