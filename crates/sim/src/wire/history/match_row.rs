//! The row of a finished match: the game, and what each player did in it.

use serde::Serialize;

use crate::blob::{self, Sitting};
use crate::game::{Match, Participant};

#[derive(Serialize)]
pub(super) struct Row<'a> {
    id: i64,
    creator_profile_id: i64,
    mapname: &'a str,
    maxplayers: usize,
    matchtype_id: i64,
    options: String,
    slotinfo: String,
    description: &'a str,
    startgametime: i64,
    completiontime: i64,
    observertotal: i64,
    gamemod_id: i64,
    matchhistoryreportresults: Vec<Report>,
    matchhistorymember: Vec<Member>,
    matchhistoryitems: [(); 0],
    matchurls: Vec<Recording>,
}

#[derive(Serialize)]
struct Report {
    matchhistory_id: i64,
    profile_id: i64,
    resulttype: i64,
    teamid: i64,
    civilization_id: i64,
    xpgained: i64,
    counters: &'static str,
    matchstartdate: i64,
}

#[derive(Serialize)]
struct Member {
    matchhistory_id: i64,
    profile_id: i64,
    civilization_id: i64,
    statgroup_id: i64,
    teamid: i64,
    wins: i64,
    losses: i64,
    streak: i64,
    arbitration: i64,
    outcome: i64,
    oldrating: i64,
    newrating: i64,
    reporttype: i64,
}

#[derive(Serialize)]
struct Recording {
    profile_id: i64,
    url: &'static str,
    size: i64,
    datatype: i64,
}

pub(super) fn row(game: &Match) -> Row<'_> {
    let seats: Vec<Sitting> = game.participants.iter().map(sitting).collect();
    Row {
        id: game.id.0,
        creator_profile_id: game.creator.0,
        mapname: &game.map.mapname,
        maxplayers: game.match_type.max_players(),
        matchtype_id: game.match_type.id(),
        options: blob::options(&game.map, None),
        slotinfo: blob::slotinfo(seats.len(), seats.len(), &seats),
        description: &game.description,
        startgametime: game.started,
        completiontime: game.completed,
        observertotal: game.observers,
        gamemod_id: 1800,
        matchhistoryreportresults: of_each(game, report),
        matchhistorymember: of_each(game, member),
        matchhistoryitems: [],
        matchurls: of_each(game, recording),
    }
}

fn of_each<T>(game: &Match, row: fn(&Match, &Participant) -> T) -> Vec<T> {
    game.participants.iter().map(|one| row(game, one)).collect()
}

fn sitting(one: &Participant) -> Sitting {
    Sitting { profile: one.profile.0, team: one.team, race: one.civilization.0 }
}

fn report(game: &Match, one: &Participant) -> Report {
    Report {
        matchhistory_id: game.id.0,
        profile_id: one.profile.0,
        resulttype: outcome(game, one),
        teamid: one.team,
        civilization_id: one.reported.0,
        xpgained: if outcome(game, one) == 1 { 5 } else { 1 },
        counters: "{}",
        matchstartdate: game.started,
    }
}

fn member(game: &Match, one: &Participant) -> Member {
    Member {
        matchhistory_id: game.id.0,
        profile_id: one.profile.0,
        civilization_id: one.civilization.0,
        statgroup_id: one.statgroup_id,
        teamid: one.team,
        wins: one.wins,
        losses: one.losses,
        streak: one.streak,
        arbitration: 1,
        outcome: outcome(game, one),
        oldrating: one.old_rating,
        newrating: one.new_rating,
        reporttype: 1,
    }
}

/// 1 for a win and 0 for a loss, as upstream; of the numbers that it reports otherwise, 2.
fn outcome(game: &Match, one: &Participant) -> i64 {
    if game.has_outcome { i64::from(one.won) } else { 2 }
}

fn recording(_: &Match, one: &Participant) -> Recording {
    Recording { profile_id: one.profile.0, url: "", size: -1, datatype: 0 }
}
