//! How many accounts are ranked, on each ladder and in each of its regions.

use domain::player::PlayerStats;

use crate::{Error, Tx, columns::column};

/// Writes the number of ranked accounts on each ladder, and on each ladder in each region, where it differs.
#[tracing::instrument(target = "trace", name = "store.stats.totals.save", skip_all)]
pub(super) async fn save(tx: &mut Tx, stats: &[PlayerStats]) -> Result<(), Error> {
    let ratings = || stats.iter().flat_map(|stats| stats.ratings.iter().map(|rating| (rating, stats.player.region_id)));
    let world: Vec<_> = ratings().filter_map(|(r, _)| Some((r.leaderboard_id.0, r.rank_total?))).collect();
    let regions: Vec<_> =
        ratings().filter_map(|(r, region)| Some((r.leaderboard_id.0, region?, r.region_rank_total?))).collect();
    let (ladders, totals) = (column(&world, |total| total.0), column(&world, |total| total.1));
    sqlx::query_file!("src/stats/save_totals.sql", &ladders, &totals).execute(&mut **tx).await?;
    sqlx::query_file!(
        "src/stats/save_region_totals.sql",
        &column(&regions, |total| total.0),
        &column(&regions, |total| total.1),
        &column(&regions, |total| total.2),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
