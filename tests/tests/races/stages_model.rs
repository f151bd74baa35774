//! What hosts were told who act on one stage at once, and whether what is stored agrees with it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tests::Database;

/// What a host decides about a series as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ruling {
    Score([i16; 2]),
    Walkover(i16),
    Cancelled,
    /// It is handed back to its games.
    Back,
}

impl Ruling {
    pub(super) fn body(self) -> Value {
        match self {
            Self::Score(score) => json!({"score": score}),
            Self::Walkover(side) => json!({"walkover": side}),
            Self::Cancelled => json!({"cancelled": true}),
            Self::Back => json!({"score": null, "walkover": null, "cancelled": null}),
        }
    }

    /// Whether a series that was read has this result.
    pub(super) fn is_in(self, read: &Value) -> bool {
        match self {
            Self::Score(score) => read["score"] == json!(score),
            Self::Walkover(side) => (&read["status"], &read["winner"]) == (&json!("walkover"), &json!(side)),
            Self::Cancelled => read["status"] == "cancelled",
            Self::Back => !["host", "walkover"].iter().any(|by| read["decided_by"] == *by),
        }
    }
}

/// The series of a round, each with its sides, and who has a bye.
pub(super) type Pairing = (BTreeMap<i64, [i64; 2]>, Option<i64>);

/// What was done, according to its answer. The numbers of reports and games are in what they store.
#[derive(Clone, Debug)]
pub(super) enum Done {
    Report { series: i64, number: i64, ruling: Ruling },
    AddGame { series: i64, number: i64 },
    DropGames { series: i64 },
    Start { round: i16, pairing: Pairing },
    TakeBack { round: i16 },
    Withdraw { entry: i64, withdrawn: bool },
    Adjust { entry: i64, points: i32, number: i64 },
    Order(Vec<i64>),
}

/// Something that was done between two moments.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) sent: u64,
    pub(super) answered: u64,
    pub(super) done: Done,
}

/// Those that may have been the last: nothing of the kind was sent after they were answered.
fn last<'a, T>(told: &'a [(&Told, T)]) -> Vec<&'a T> {
    let newest = told.iter().map(|(told, _)| told.sent).max();
    told.iter().filter(|(told, _)| Some(told.answered) > newest).map(|(_, what)| what).collect()
}

/// Everything that hosts were told.
pub(super) struct Log(pub(super) Vec<Told>);

impl Log {
    fn each<'a, T>(&'a self, what: impl Fn(&'a Done) -> Option<T>) -> Vec<(&'a Told, T)> {
        self.0.iter().filter_map(|told| Some((told, what(&told.done)?))).collect()
    }

    pub(super) fn count(&self, is_so: impl Fn(&Done) -> bool) -> usize {
        self.0.iter().filter(|told| is_so(&told.done)).count()
    }

    fn reports(&self, of: i64) -> Vec<(&Told, (i64, Ruling))> {
        self.each(|done| match done {
            Done::Report { series, number, ruling } if *series == of => Some((*number, *ruling)),
            _ => None,
        })
    }

    /// The games that must be there, and those that may be, of a series.
    fn games(&self, of: i64) -> (BTreeSet<i64>, BTreeSet<i64>) {
        let drops = self.each(|done| matches!(done, Done::DropGames { series } if *series == of).then_some(()));
        let added = self.each(|done| match done {
            Done::AddGame { series, number } if *series == of => Some(*number),
            _ => None,
        });
        let (mut must, mut may) = (BTreeSet::new(), BTreeSet::new());
        for (add, number) in added {
            if !drops.iter().any(|(drop, ())| drop.answered > add.sent) {
                must.insert(number);
            }
            if !drops.iter().any(|(drop, ())| drop.sent > add.answered) {
                may.insert(number);
            }
        }
        (must, may)
    }

    /// Compares it with what is stored of the only stage.
    pub(super) async fn judge(&self, database: &Database) {
        self.judge_rounds(database).await;
        let stored = series(database).await;
        for (id, (note, ruling, games)) in &stored {
            let reports = self.reports(*id);
            let is_told = last(&reports).into_iter().any(|last| (Some(last.0), last.1) == (*note, *ruling));
            let is_untouched = reports.is_empty() && (*note, *ruling) == (None, Ruling::Back);
            assert!(is_told || is_untouched, "series {id}: {note:?} {ruling:?} of {reports:?}");
            let (must, may) = self.games(*id);
            assert!(must.is_subset(games) && games.is_subset(&may), "series {id}: {games:?} of {must:?} to {may:?}");
        }
        // What was taken back had no game any more; a cancelled series has none.
        let started = self.each(|done| match done {
            Done::Start { pairing, .. } => Some(pairing.0.keys()),
            _ => None,
        });
        for id in started.into_iter().flat_map(|(_, ids)| ids).filter(|id| !stored.contains_key(*id)) {
            let reports = self.reports(*id);
            let was_cancelled = last(&reports).into_iter().any(|last| last.1 == Ruling::Cancelled);
            assert!(was_cancelled || self.games(*id).0.is_empty(), "series {id} was lost with a game, and {reports:?}");
        }
        self.judge_decisions(database).await;
    }

    async fn judge_rounds(&self, database: &Database) {
        let stored = rounds(database).await;
        for round in 1..=100 {
            let starts = self.each(|done| match done {
                Done::Start { round: started, pairing } if *started == round => Some(pairing),
                _ => None,
            });
            let taken = self.count(|done| matches!(done, Done::TakeBack { round: taken } if *taken == round));
            assert_eq!(starts.len() - taken, usize::from(stored.contains_key(&round)), "round {round}");
            if let Some(pairing) = stored.get(&round) {
                assert!(last(&starts).contains(&&pairing), "round {round}: {pairing:?} of {starts:?}");
            }
        }
    }

    async fn judge_decisions(&self, database: &Database) {
        let query = "select tournament_player_id, withdrawn_at is not null, coalesce(points, 0), reason
            from stage_participants left join stage_adjustments using (stage_id, tournament_player_id)";
        let rows: Vec<(i64, bool, i32, Option<String>)> =
            sqlx::query_as(query).fetch_all(&database.pool).await.unwrap();
        for (of, is_withdrawn, points, reason) in rows {
            let withdrawals = self.each(|done| match done {
                Done::Withdraw { entry, withdrawn } if *entry == of => Some(*withdrawn),
                _ => None,
            });
            let is_told = last(&withdrawals).contains(&&is_withdrawn) || withdrawals.is_empty() && !is_withdrawn;
            assert!(is_told, "participant {of}: {is_withdrawn} of {withdrawals:?}");
            let given = self.each(|done| match done {
                Done::Adjust { entry, points, number } if *entry == of => {
                    Some((*points, Some(number.to_string()).filter(|_| *points != 0)))
                }
                _ => None,
            });
            let is_told = last(&given).contains(&&(points, reason.clone())) || given.is_empty() && points == 0;
            assert!(is_told, "participant {of}: {points} for {reason:?} of {given:?}");
        }
        let query = "select tournament_player_id from stage_ties order by place";
        let ties: Vec<i64> = sqlx::query_scalar(query).fetch_all(&database.pool).await.unwrap();
        let orders = self.each(|done| match done {
            Done::Order(order) => Some(order),
            _ => None,
        });
        let in_order = |order: &&&Vec<i64>| {
            let found: Vec<_> = ties.iter().copied().filter(|entry| order.contains(entry)).collect();
            found == ***order && (!order.is_empty() || ties.is_empty())
        };
        assert!(orders.is_empty() && ties.is_empty() || last(&orders).iter().any(in_order), "{ties:?} of {orders:?}");
    }
}

/// What is stored of each series: the number of its last report, the ruling, and the numbers of the games that were added.
async fn series(database: &Database) -> BTreeMap<i64, (Option<i64>, Ruling, BTreeSet<i64>)> {
    type Row = (i64, Option<String>, Option<i16>, Option<i16>, Option<i16>, bool, Vec<String>);
    let query = "select id, note, ruled_first, ruled_second, ruled_walkover, ruled_cancelled,
            array(select map_name from series_game_decisions decision where decision.series_id = series.id)
        from series";
    let rows: Vec<Row> = sqlx::query_as(query).fetch_all(&database.pool).await.unwrap();
    let read = |(id, note, first, second, walkover, is_cancelled, games): Row| {
        let ruling = match (first.zip(second), walkover, is_cancelled) {
            (Some((first, second)), _, _) => Ruling::Score([first, second]),
            (None, Some(side), _) => Ruling::Walkover(side),
            (None, None, true) => Ruling::Cancelled,
            (None, None, false) => Ruling::Back,
        };
        let games = games.iter().map(|name| name.parse().unwrap()).collect();
        (id, (note.map(|note| note.parse().unwrap()), ruling, games))
    };
    rows.into_iter().map(read).collect()
}

async fn rounds(database: &Database) -> BTreeMap<i16, Pairing> {
    let query = "select round, tournament_player_id from stage_rounds left join stage_byes using (stage_id, round)";
    let started: Vec<(i16, Option<i64>)> = sqlx::query_as(query).fetch_all(&database.pool).await.unwrap();
    let query = "select round, id, first_entry_id, second_entry_id from series";
    let series: Vec<(i16, i64, i64, i64)> = sqlx::query_as(query).fetch_all(&database.pool).await.unwrap();
    let mut rounds: BTreeMap<_, Pairing> =
        started.into_iter().map(|(round, bye)| (round, (BTreeMap::new(), bye))).collect();
    for (round, id, first, second) in series {
        rounds.get_mut(&round).expect("a round of each series").0.insert(id, [first, second]);
    }
    rounds
}

/// Counts what is never so, at no moment: rounds without series and the other way around, sides that are twice in a
/// round, and an open round that is not the newest.
pub(super) const NEVER: &str = "
    with sides as (
        select stage_id, round, first_entry_id as entry from series
        union all select stage_id, round, second_entry_id from series
        union all select stage_id, round, tournament_player_id from stage_byes
    )
    select count(*) from (
        select started.round
        from stage_rounds started
        full join (select distinct stage_id, round from series) filled using (stage_id, round)
        where started.round is null or filled.round is null
        union all
        select round from sides group by stage_id, round, entry having count(*) > 1
        union all
        select round from stage_rounds one
        where (closed_at is null)
            <> (round = (select max(round) from stage_rounds other where other.stage_id = one.stage_id))
    ) wrong";
