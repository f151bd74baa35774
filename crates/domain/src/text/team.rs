//! The texts about teams.

use crate::{
    team_standings::{TeamStandingRow, TeamStandingsFacts, team_standings},
    text::{
        line::{self, Line},
        lookup::{About, Lookup},
        words::{counted, metric, ordinal, results},
    },
    tournament::RankBy,
};

/// A sentence about each team of a tournament, found by its name or its initials.
#[must_use]
pub fn teams(facts: &TeamStandingsFacts<'_>) -> Lookup {
    let tournament = &facts.tournament_facts.tournament;
    let (name, rank_by) = (line::tournament(&tournament.name), tournament.rank_by);
    let rows = team_standings(facts);
    let count = rows.len();
    let known = rows.iter().enumerate().map(|(index, row)| About {
        names: vec![row.name.clone(), row.initials.clone()],
        sentence: sentence(row, (index + 1, count), (&name, rank_by)),
    });
    Lookup::new("team", name.clone(), known.collect())
}

fn sentence(row: &TeamStandingRow, (place, count): (usize, usize), (tournament, rank_by): (&str, RankBy)) -> String {
    let name = line::name(&row.name);
    let teams = if count == 1 { "team" } else { "teams" };
    let head = format!(
        "{name} is {} of {count} {teams} in {tournament} with a {} of {} in sum: {}, {}",
        ordinal(place),
        metric(rank_by),
        row.combined_rating_sum,
        results(row.combined_wins, row.combined_losses),
        counted(row.member_count, "member", "members"),
    );
    let members: Vec<_> = row.members.iter().filter_map(|member| member.alias.as_deref()).map(line::name).collect();
    if members.is_empty() {
        return Line::new(head).finish();
    }
    Line::new(format!("{head}: ")).items(&members, ", ").finish()
}
