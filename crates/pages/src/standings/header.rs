//! What a tournament is and when: its name, its window with a countdown, its prize money, and its hosts' broadcasts.

use domain::{clock::Timestamp, tournament::Tournament};
use maud::{Markup, html};

use crate::{link, phase::Phase, time};

/// The header. `is_host_on_air` is for pages that follow presence; the others say nothing of it.
pub(crate) fn header(tournament: &Tournament, now: Timestamp, is_host_on_air: bool) -> Markup {
    let window = &tournament.window;
    let phase = Phase::of(window, now);
    let (verb, next) = match phase {
        Phase::Coming => ("starts", window.start),
        Phase::Running => ("ends", window.end),
        Phase::Final => ("", None),
    };
    html! {
        header.event {
            h1 data-key="name" { (tournament.name) }
            dl.facts {
                div {
                    dt { "Status" }
                    dd.phase.(phase.class()) data-key="phase" {
                        (phase.label())
                        @if let Some(next) = next {
                            " "
                            span.countdown data-until=(next) data-verb=(verb) {}
                        }
                    }
                }
                @if let Some(start) = window.start {
                    div { dt { @if phase == Phase::Coming { "Starts" } @else { "Started" } } dd { (time::instant(start)) } }
                }
                @if let Some(end) = window.end {
                    div { dt { @if phase == Phase::Final { "Ended" } @else { "Ends" } } dd { (time::instant(end)) } }
                }
                @if let Some(cents) = tournament.prize_pool_cents {
                    div { dt { "Prize pool" } dd { (money(cents)) } }
                }
                (broadcasts(tournament, is_host_on_air))
            }
        }
    }
}

/// Links to the hosts' broadcasts, and whether one is on air: in the label, so that nothing else moves.
fn broadcasts(tournament: &Tournament, is_host_on_air: bool) -> Markup {
    let links: Vec<_> = tournament.host_stream_urls.iter().filter_map(|address| link::web(address)).collect();
    html! {
        @if !links.is_empty() || is_host_on_air {
            div {
                dt { "Broadcast" @if is_host_on_air { " " strong.air { "On air" } } }
                dd.broadcasts {
                    @for address in links {
                        a href=(address) rel="noopener nofollow" { (link::shown(address)) }
                    }
                }
            }
        }
    }
}

/// An amount in the currency's unit, its thousands apart.
fn money(cents: i64) -> String {
    let (units, cents) = (cents / 100, cents % 100);
    let digits = units.to_string();
    let mut apart = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    if cents == 0 { apart } else { format!("{apart}.{cents:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_do() {
        assert_eq!([0, 99_900, 100_050, 123_456_700].map(money), ["0", "999", "1,000.50", "1,234,567"]);
    }
}
