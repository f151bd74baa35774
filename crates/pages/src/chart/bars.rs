//! Bars of civilizations: a table of how often each was picked and won, with a bar in each row.

use domain::{civ_stats::CivStat, record::win_pct};
use maud::{Markup, html};

use super::plot::{WIDTH, percent, scaled};
use crate::markup::{civilization_label, percentage};

/// The table, the most picked civilization first.
pub(crate) fn civilization_bars(caption: &str, civilizations: &[CivStat]) -> Markup {
    let most = civilizations.iter().map(|civilization| civilization.picks).max().unwrap_or(0);
    html! {
        table class="bars" {
            caption { (caption) }
            thead {
                tr {
                    th scope="col" { "Civilization" }
                    th scope="col" class="number" { "Picks" }
                    th scope="col" class="number" { "Wins" }
                    th scope="col" class="number" { "Win rate" }
                    td class="share" aria-hidden="true" {}
                }
            }
            tbody {
                @for stat in civilizations {
                    tr data-key=(stat.civilization_id) {
                        th scope="row" { (civilization_label(stat.civilization_id, stat.name.as_deref())) }
                        td class="number" { (stat.picks) }
                        td class="number" { (stat.wins) }
                        td class="number" { (percentage(win_pct(stat.wins, stat.picks - stat.wins))) }
                        td class="share" aria-hidden="true" { (bar(stat, most)) }
                    }
                }
            }
        }
    }
}

/// A bar of games won and lost, as long as the civilization's share of the `most` picks of any.
fn bar(stat: &CivStat, most: i64) -> Markup {
    let won = scaled(stat.wins, most, WIDTH);
    let all = scaled(stat.picks, most, WIDTH).max(won);
    html! {
        svg width="100%" height="12" {
            rect class="won" width=(percent(won)) height="12" {}
            rect class="lost" x=(percent(won)) width=(percent(all - won)) height="12" {}
        }
    }
}
