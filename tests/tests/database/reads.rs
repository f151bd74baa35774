//! Reads of what was saved: it comes back as it went in.

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{LeaderboardId, MatchId, ProfileId},
    live::Lobby,
    matches::{Match, MatchState, Outcome},
    tournament::{RankBy, Window},
};
use serde_json::json;
use store::{
    Snapshot,
    read::{self, matches::Filter},
    tournaments::NewTournament,
    tracked, windows,
};
use tests::{
    Database,
    tournament::{create, enter, team, tournament, window},
};

use super::samples::{LADDER, alias, at, duel, later, lobby, noon, player, rating, replace_live, stats};

async fn save(database: &Database, matches: &[Match], lobbies: &[Lobby]) {
    let mut tx = database.pool.begin().await.unwrap();
    store::matches::save(&mut tx, matches, noon()).await.unwrap();
    replace_live(&mut tx, lobbies, noon()).await;
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_tournament_comes_back_as_it_was_set_up() {
    let database = Database::fresh().await;
    let mut new = tournament("cup");
    new.rank_by = RankBy::CurrentRating;
    new.window = window(Some("2026-06-01T18:00:00.123456Z"), Some("2026-06-30T18:00:00Z"));
    new.prize_pool_cents = Some(i64::MAX);
    new.host_stream_urls = (1..=5).map(|host| format!("https://twitch.tv/host{host}")).collect();
    new.presentation = json!({"a": {"b": [1, null, "ü\"\\"]}}).as_object().unwrap().clone();
    let id = create(&database.pool, &new).await;
    let other = create(&database.pool, &tournament("other")).await;
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    let found = read::tournaments::one(&mut snapshot, id).await.unwrap().unwrap();
    assert_eq!((&found.slug, &found.name, found.leaderboard_id), (&new.slug, &new.name, LADDER));
    assert_eq!((found.rank_by, found.window), (new.rank_by, new.window));
    assert_eq!((found.prize_pool_cents, &found.host_stream_urls), (new.prize_pool_cents, &new.host_stream_urls));
    assert_eq!((&found.presentation, found.host_stream_live), (&new.presentation, false));
    let all = read::tournaments::newest(&mut snapshot, None, 500).await.unwrap();
    assert_eq!(all.iter().map(|tournament| tournament.id).collect::<Vec<_>>(), [other, id], "the newest first");
    let addresses = read::tournaments::addresses(&mut snapshot).await.unwrap();
    let address = addresses.iter().find(|address| address.slug == "cup").unwrap();
    assert_eq!((address.schedule.id, address.schedule.window), (id, new.window));
}

#[tokio::test]
async fn an_entry_comes_with_all_that_is_known_of_it() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("cup")).await;
    let one = enter(&database.pool, id, "One", Some(10)).await;
    let two = enter(&database.pool, id, "Two", None).await;
    let red = team(&database.pool, id, "Red", &[two]).await;
    let mut tx = database.pool.begin().await.unwrap();
    store::stats::save(&mut tx, &[stats(10), stats(11)], later()).await.unwrap();
    replace_live(&mut tx, &[lobby(7, &[10]), lobby(8, &[10])], noon()).await;
    tx.commit().await.unwrap();
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    let entries = read::roster::entrants(&mut snapshot, id, LADDER).await.unwrap();
    assert_eq!(entries.iter().map(|known| known.entry.id).collect::<Vec<_>>(), [one, two]);
    assert_eq!(entries[0].player, Some((player(10), later())));
    assert_eq!(entries[0].rating, Some((rating(10, LADDER), later())));
    assert_eq!(entries[0].live_match_id, Some(MatchId(8)), "the highest of several");
    assert!(entries[0].team.is_none() && entries[1].player.is_none() && entries[1].rating.is_none());
    let found = entries[1].team.as_ref().expect("a team");
    assert_eq!((found.id, found.name.as_str(), found.initials.as_str()), (red, "Red", "RED"));
    let ratings = read::ladder_ratings::ratings(&mut snapshot, id).await.unwrap();
    assert_eq!((ratings.len(), ratings[&ProfileId(10)].len()), (1, 2));
}

#[tokio::test]
async fn lists_hold_the_rosters_matches_newest_first() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("cup")).await;
    enter(&database.pool, id, "One", Some(10)).await;
    enter(&database.pool, id, "Two", Some(11)).await;
    let early = Match { started_at: at("2026-06-10T08:00:00Z"), ..duel(4, 10, 12) };
    let unrated = Match { leaderboard_id: None, ..duel(5, 11, 12) };
    let matches = [duel(1, 10, 11), duel(2, 11, 12), duel(3, 12, 13), early, unrated];
    save(&database, &matches, &[lobby(9, &[10, 13]), lobby(8, &[12, 13])]).await;
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    let everything = Filter::default();
    let cases = [
        // 1, 2 and 5 started together: the lower number comes first.
        // Lobbies are listed by their state alone.
        (everything, 10, vec![1, 2, 5, 4]),
        (everything, 3, vec![1, 2, 5]),
        (Filter { profile_id: Some(ProfileId(12)), ..everything }, 10, vec![2, 5, 4]),
        (Filter { profile_id: Some(ProfileId(13)), ..everything }, 10, vec![]),
        (Filter { profile_id: Some(ProfileId(13)), state: Some(MatchState::Staging), ..everything }, 10, vec![9]),
        (Filter { leaderboard_id: Some(LADDER), ..everything }, 10, vec![1, 2, 4]),
        (Filter { leaderboard_id: Some(LADDER), state: Some(MatchState::Staging), ..everything }, 10, vec![9]),
        (Filter { profile_id: Some(ProfileId(12)), leaderboard_id: Some(LADDER), ..everything }, 10, vec![2, 4]),
        (Filter { state: Some(MatchState::Completed), ..everything }, 10, vec![1, 2, 5, 4]),
        (Filter { state: Some(MatchState::Staging), ..everything }, 10, vec![9]),
        (Filter { state: Some(MatchState::InProgress), ..everything }, 10, vec![]),
    ];
    for (filter, limit, due) in cases {
        let listed = read::matches::list(&mut snapshot, id, filter, limit).await.unwrap();
        assert_eq!(listed.iter().map(|read| read.match_id.0).collect::<Vec<_>>(), due, "{filter:?}, {limit}");
    }
    let live = read::matches::live(&mut snapshot, id).await.unwrap();
    assert_eq!(live.iter().map(|read| (read.match_id.0, read.players.len())).collect::<Vec<_>>(), [(9, 2)]);
    assert!(read::matches::one(&mut snapshot, id, MatchId(3)).await.unwrap().is_none());
    assert_eq!(read::matches::one(&mut snapshot, id, MatchId(2)).await.unwrap().unwrap().players.len(), 2);
}

#[tokio::test]
async fn the_standings_facts_are_the_windows_games_and_who_was_met() {
    let database = Database::fresh().await;
    let mut new = tournament("cup");
    new.window = window(Some("2026-06-10T10:00:00Z"), Some("2026-06-10T10:00:00Z"));
    let id = create(&database.pool, &new).await;
    enter(&database.pool, id, "One", Some(10)).await;
    let before = Match { started_at: at("2026-06-10T09:59:59.999999Z"), ..duel(2, 10, 12) };
    let after = Match { started_at: at("2026-06-10T10:00:00.000001Z"), ..duel(3, 12, 10) };
    let elsewhere = Match { leaderboard_id: None, ..duel(4, 10, 12) };
    save(&database, &[duel(1, 10, 11), before, after, elsewhere], &[]).await;
    let mut tx = database.pool.begin().await.unwrap();
    store::matches::save_aliases(&mut tx, &[alias(11, "Ada"), alias(12, "Bob")]).await.unwrap();
    tx.commit().await.unwrap();
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    let parts = read::facts::FactParts { recent: true, ..Default::default() };
    let facts = read::facts::load(&mut snapshot, id, later(), parts, None).await.unwrap().unwrap().facts;
    let recent = facts.recent.as_ref().unwrap();
    let games = facts.tournament_facts.participations_of(&facts.tournament_facts.entrants[0]);
    assert_eq!(games.iter().map(|game| game.match_id.0).collect::<Vec<_>>(), [1], "both bounds belong to it");
    assert_eq!(recent.results[&ProfileId(10)], [Outcome::Loss, Outcome::Win, Outcome::Win], "whatever the window");
    assert_eq!(recent.matchups.keys().map(|id| id.0).collect::<Vec<_>>(), [1]);
    assert_eq!(recent.matchups[&MatchId(1)].players.len(), 2);
    assert_eq!(recent.aliases.get(&ProfileId(11)).map(String::as_str), Some("Ada"));
}

#[tokio::test]
async fn a_change_concerns_the_tournaments_of_those_it_is_about() {
    let database = Database::fresh().await;
    let (one, two) =
        (create(&database.pool, &tournament("one")).await, create(&database.pool, &tournament("two")).await);
    enter(&database.pool, one, "A", Some(10)).await;
    enter(&database.pool, two, "A", Some(10)).await;
    enter(&database.pool, two, "B", Some(11)).await;
    save(&database, &[duel(1, 11, 12), duel(2, 12, 13)], &[]).await;
    let (now, pool) = (noon(), &database.pool);
    assert_eq!(tracked::accounts(pool, now).await.unwrap(), [ProfileId(10), ProfileId(11)].into());
    let mut tx = pool.begin().await.unwrap();
    let followed = tracked::followed(&mut tx, now).await.unwrap();
    let of = [ProfileId(10), ProfileId(99)].into();
    let mut both = tracked::followed_with_accounts(&mut tx, &of, &followed).await.unwrap();
    both.sort_unstable();
    assert_eq!(both, [one, two]);
    let matches = [MatchId(1), MatchId(2)].into();
    assert_eq!(tracked::followed_with_matches(&mut tx, &matches, &followed).await.unwrap(), [two]);
    assert_eq!(tracked::followed_with_matches(&mut tx, &[MatchId(2)].into(), &followed).await.unwrap(), []);
}

#[tokio::test]
async fn a_tournament_is_followed_until_a_day_after_its_end() {
    let database = Database::fresh().await;
    let (end, pool) = (noon(), &database.pool);
    let window = Window { start: None, end: Some(end) };
    let ended = create(pool, &NewTournament { window, ..tournament("ended") }).await;
    enter(pool, ended, "A", Some(10)).await;
    save(&database, &[duel(1, 10, 12)], &[]).await;
    let followed = async |now: Timestamp| {
        let accounts = tracked::accounts(pool, now).await.unwrap();
        assert_eq!(tracked::accounts_by_tournament(pool, now).await.unwrap().len(), accounts.len());
        let mut tx = pool.begin().await.unwrap();
        let followed = tracked::followed(&mut tx, now).await.unwrap();
        let of = tracked::followed_with_accounts(&mut tx, &[ProfileId(10)].into(), &followed).await.unwrap();
        assert_eq!(tracked::followed_with_matches(&mut tx, &[MatchId(1)].into(), &followed).await.unwrap(), of);
        assert_eq!(of.len(), accounts.len());
        accounts.len()
    };
    let day = TimeDelta::days(1);
    assert_eq!(followed(end - day).await, 1);
    assert_eq!(followed(end + day - TimeDelta::seconds(1)).await, 1);
    assert_eq!(followed(end + day).await, 0);
    database.run("update tournaments set end_date = end_date + interval '1 second'").await;
    assert_eq!(followed(end + day).await, 1, "its window was opened again");
    database.run("update tournaments set end_date = null").await;
    assert_eq!(followed(end + day * 1_000).await, 1);
}

#[tokio::test]
async fn a_tournament_is_followed_while_it_has_a_series_to_play() {
    let database = Database::fresh().await;
    let (end, pool) = (noon(), &database.pool);
    let window = Window { start: None, end: Some(end) };
    let ended = create(pool, &NewTournament { window, ..tournament("ended") }).await;
    enter(pool, ended, "A", Some(10)).await;
    enter(pool, ended, "B", Some(11)).await;
    let followed = async |days| tracked::accounts(pool, end + TimeDelta::days(days)).await.unwrap().len();
    assert_eq!(followed(2).await, 0);
    let series = "insert into series (tournament_id, first_entry_id, second_entry_id, best_of, admits, created_at)
        select tournament_id, min(id), max(id), 3, 'any', '2026-06-10T12:00:00Z'
        from tournament_players
        group by tournament_id";
    database.run(series).await;
    assert_eq!((followed(2).await, followed(29).await, followed(30).await), (2, 2, 0), "it has no schedule");
    database.run("update series set scheduled_at = created_at + interval '7 days'").await;
    assert_eq!((followed(36).await, followed(37).await), (2, 0));
    database.run("update series set status = 'live'").await;
    assert_eq!(followed(2).await, 2);
    for decided in ["update series set status = 'completed'", "update series set status = 'cancelled'"] {
        database.run(decided).await;
        assert_eq!(followed(2).await, 0, "{decided}");
    }
}

#[tokio::test]
async fn a_bound_passes_once() {
    let database = Database::fresh().await;
    let mut new = tournament("cup");
    new.window = window(Some("2026-06-10T12:00:00Z"), Some("2026-06-10T12:00:30Z"));
    let id = create(&database.pool, &new).await;
    create(&database.pool, &tournament("boundless")).await;
    let passed = async |since, until| windows::passed(&database.pool, at(since), at(until)).await.unwrap();
    assert_eq!(passed("2026-06-10T11:59:59Z", "2026-06-10T11:59:59.999999Z").await, [].into());
    assert_eq!(passed("2026-06-10T11:59:59Z", "2026-06-10T12:00:00Z").await, [id].into());
    assert_eq!(passed("2026-06-10T12:00:00Z", "2026-06-10T12:00:29Z").await, [].into());
    assert_eq!(passed("2026-06-10T12:00:29Z", "2026-06-10T12:00:30Z").await, [id].into());
    let mut tx = database.pool.begin().await.unwrap();
    windows::announce_until(&mut tx, noon()).await.unwrap();
    windows::announce_until(&mut tx, later()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(windows::announced_until(&database.pool).await.unwrap(), Some(later()));
}

/// Careers of different lengths on the roster, games that started together, and games between its members.
const CAREERS: &str = "
    with
        played as (
            select number, now() - number / 3 * interval '1 hour' as started_at
            from generate_series(1, 400) number
        ),
        stored as (
            insert into matches
            select
                number, 6, 3 + number % 2, 'Arabia', null, started_at, started_at + interval '25 minutes',
                'completed', now()
            from played
            returning *
        )
    insert into match_players (
        match_id, profile_id, leaderboard_id, started_at, completed_at, civilization_id, team_id, outcome, xp_gained
    )
    select match_id, profile_id, leaderboard_id, started_at, completed_at, 1, 0, 'win', 0
    from stored
    cross join lateral (
        select distinct profile_id
        -- One account has most of the newest games, others have old ones alone, some have none; 9 is on no roster.
        from (values (case when match_id < 90 then 1 else 2 + match_id % 5 end), (1 + match_id % 9)) part (profile_id)
    ) part";

#[tokio::test]
async fn the_newest_matches_of_uneven_careers_are_the_newest_of_all() {
    let database = Database::fresh().await;
    let cup = create(&database.pool, &tournament("cup")).await;
    for profile in 1..=8 {
        enter(&database.pool, cup, &format!("Player {profile}"), Some(profile)).await;
    }
    enter(&database.pool, cup, "Nobody", None).await;
    database.run(CAREERS).await;
    let all = "select array_agg(match_id order by started_at desc, match_id) from matches
        where
            ($1::bigint is null or leaderboard_id = $1)
            and exists (
                select from match_players player
                where player.match_id = matches.match_id and player.profile_id between 1 and 8
            )
            and exists (
                select from match_players player
                where player.match_id = matches.match_id and ($2::bigint is null or player.profile_id = $2)
            )";
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    for ladder in [None, Some(3), Some(4)] {
        for profile in [None, Some(1), Some(6), Some(9)] {
            let wanted = sqlx::query_scalar::<_, Vec<i64>>(all).bind(ladder).bind(profile);
            let wanted = wanted.fetch_one(&database.pool).await.unwrap();
            let (profile_id, leaderboard_id) = (profile.map(ProfileId), ladder.map(LeaderboardId));
            let filter = Filter { profile_id, leaderboard_id, state: None };
            for limit in [0, 1, 2, 10, 11, 12, 50, 200, 1_000] {
                let list = read::matches::list(&mut snapshot, cup, filter, limit).await.unwrap();
                let list: Vec<_> = list.iter().map(|read| read.match_id.0).collect();
                let first = wanted.len().min(usize::try_from(limit).unwrap());
                assert_eq!(list, wanted[..first], "{filter:?}, {limit}");
            }
        }
    }
}
