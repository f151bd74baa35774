//! Series as a list: when each is played, its sides with their score, its state, its broadcast, and where it belongs.

use domain::view::series::SeriesRead;
use maud::{Markup, html};

use super::{series_href, status, time_of, versus};
use crate::{link, time};

/// The series as a list. `about` says of each where it belongs.
pub(crate) fn list<'a>(
    slug: &str,
    series: impl IntoIterator<Item = &'a SeriesRead>,
    about: impl Fn(&SeriesRead) -> Vec<String>,
    with_reasons: bool,
) -> Markup {
    html! {
        ol class="series-list" {
            @for series in series {
                @let reason = series.pairing_reason.as_deref().filter(|_| with_reasons);
                (item(slug, series, &about(series), reason))
            }
        }
    }
}

fn item(slug: &str, series: &SeriesRead, about: &[String], reason: Option<&str>) -> Markup {
    html! {
        li data-key={ "series-" (series.series_id) } class=(series.status.as_str()) {
            p class="when" {
                @match time_of(series) {
                    Some(at) => (time::instant(at)),
                    None if series.status.is_undecided() => "No time yet",
                    None => "–",
                }
            }
            p class="versus" { a href=(series_href(slug, series)) { (versus(series)) } }
            p class="state" { (status(series.status)) (stream(series.stream_url.as_deref())) }
            @if !about.is_empty() || reason.is_some() {
                p class="about" {
                    @for (index, part) in about.iter().enumerate() {
                        @if index > 0 { " · " }
                        bdi { (part) }
                    }
                    @if let Some(reason) = reason {
                        @if !about.is_empty() { " · " }
                        span class="reason" { (reason) }
                    }
                }
            }
        }
    }
}

/// A link to the broadcast, if it leads to the web.
fn stream(address: Option<&str>) -> Markup {
    html! {
        @if let Some(address) = address.and_then(link::web) {
            " " a class="broadcast" href=(address) rel="noopener nofollow" { (link::shown(address)) }
        }
    }
}
