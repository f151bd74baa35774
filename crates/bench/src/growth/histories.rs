//! Measures large histories, requested in turn while nothing changes: rendered once each, then answered from memory.

use tests::{Database, service::NOW};

use super::{Size, fill, instance};
use crate::{
    figure::Report,
    load::{Extent, http},
};

/// Events with as many games as a long one has, and a history of many megabytes each.
const EVENTS: Size = Size { tournaments: 10, entries: 100, games: 200_000, past_games: 0, players: 2 };
/// How many times each is requested.
const ROUNDS: usize = 4;

pub(super) async fn measure(report: &mut Report, extent: Extent) {
    let database = Database::fresh().await;
    let games = u32::try_from(extent.count(EVENTS.games as usize)).unwrap();
    fill(&database, Size { games, ..EVENTS }, NOW.parse().unwrap()).await;
    database.run("update tournaments set rank_by = 'current_rating'").await;
    for count in [3, EVENTS.tournaments] {
        let (api, metrics) = instance::api(&database, &[]);
        std::thread::sleep(instance::UNTIL_IT_FOLLOWS);
        let mut connection = http::connect(api.address).unwrap();
        let mut bytes = 0;
        let mut visit_all = || {
            for number in 1..=count {
                let request = http::get(&format!("/v1/tournaments/cup-{number}/standings/history"), &[]);
                let answer = http::exchange(&mut connection, &request).unwrap();
                assert_eq!(answer.status(), 200);
                bytes = answer.body.len();
            }
            metrics.renders()
        };
        let first = visit_all();
        let again = (1..ROUNDS).fold(first, |_, _| visit_all()) - first;
        let name = format!("{count} histories of {:.1} MB, {ROUNDS} times in turn", bytes as f64 / 1e6);
        report.at_most(&format!("{name}: rendered again"), again, 0.0, "");
        report.note(&format!("{name}: memory of the process"), format!("{:.0} MB", api.peak() / 1_024.0));
    }
}
