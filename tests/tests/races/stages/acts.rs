//! What a host does to the stage, drawn at random: reports, games, rounds, withdrawals, points and the order of ties.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    super::{
        chaos::Random,
        stages_model::{Done, Ruling, Told},
    },
    Stage,
};

impl Stage {
    /// A series, mostly of the newest round.
    fn series(&self, random: &mut Random) -> i64 {
        let known = self.known.lock().unwrap();
        let recent = &known.0[known.0.len().saturating_sub(4)..];
        let from = if random.one_in(8) { &known.0 } else { recent };
        random.pick(from).unwrap_or(1)
    }

    /// Does something at random, and records it if it was done.
    pub(super) async fn act(&self, who: u64, number: i64, random: &mut Random) {
        let sent = self.now();
        let done = match random.below(20) {
            0..9 => self.report(who, number, random).await,
            9 => self.add_game(who, number, random).await,
            10..12 => self.drop_games(who, random).await,
            12..16 => self.next_round(who).await,
            16 => self.take_back(who).await,
            17 => self.withdraw(who, random).await,
            18 => self.adjust(who, number, random).await,
            _ => self.order(who, random).await,
        };
        let answered = self.now();
        self.told.lock().unwrap().extend(done.map(|done| Told { sent, answered, done }));
    }

    async fn patch(&self, who: u64, series: i64, body: Value) -> Option<Value> {
        let (status, read) = self.send(who, ("PATCH", &format!("/series/{series}")), &body).await;
        (status == 200).then_some(read)
    }

    async fn report(&self, who: u64, number: i64, random: &mut Random) -> Option<Done> {
        let series = self.series(random);
        let scores = [[2, 0], [2, 1], [0, 2], [1, 2], [1, 1]];
        let ruling = match random.below(10) {
            0..6 => Ruling::Score(random.pick(&scores)?),
            6 => Ruling::Walkover(random.below(2) as i16),
            7 => Ruling::Cancelled,
            _ => Ruling::Back,
        };
        let mut body = ruling.body();
        body["note"] = number.to_string().into();
        let read = self.patch(who, series, body).await?;
        assert!(read["note"] == json!(number.to_string()) && ruling.is_in(&read), "{ruling:?} {number}: {read}");
        Some(Done::Report { series, number, ruling })
    }

    async fn add_game(&self, who: u64, number: i64, random: &mut Random) -> Option<Done> {
        let series = self.series(random);
        let game = json!({"winner": random.below(2), "map": number.to_string()});
        self.patch(who, series, json!({"games": [game]})).await?;
        Some(Done::AddGame { series, number })
    }

    async fn drop_games(&self, who: u64, random: &mut Random) -> Option<Done> {
        let series = self.series(random);
        let read = self.patch(who, series, json!({"games": null})).await?;
        assert!(read["games"].as_array().unwrap().iter().all(|game| game["decision_id"].is_null()), "{read}");
        Some(Done::DropGames { series })
    }

    async fn next_round(&self, who: u64) -> Option<Done> {
        let route = format!("{}/rounds", self.path);
        let (status, paired) = self.send(who, ("POST", &route), &json!({"dry_run": false})).await;
        if status != 201 {
            return None;
        }
        let side = |side: &Value| side["tournament_player_id"].as_i64();
        let pairs = paired["pairings"].as_array().unwrap().iter().map(|pairing| {
            let sides = [0, 1].map(|place| side(&pairing["sides"][place]).unwrap());
            (pairing["series_id"].as_i64().unwrap(), sides)
        });
        let (series, bye) = (pairs.collect::<std::collections::BTreeMap<_, _>>(), side(&paired["bye"]["side"]));
        let everybody: Vec<_> = series.values().flatten().copied().chain(bye).collect();
        assert_eq!(everybody.iter().collect::<BTreeSet<_>>().len(), everybody.len(), "{paired}");
        assert!(self.entries[..4].iter().all(|entry| everybody.contains(entry)), "who never withdrew: {paired}");
        let round = paired["round"].as_i64().unwrap() as i16;
        let mut known = self.known.lock().unwrap();
        known.0.extend(series.keys());
        known.1 = round;
        Some(Done::Start { round, pairing: (series, bye) })
    }

    async fn take_back(&self, who: u64) -> Option<Done> {
        let round = self.known.lock().unwrap().1;
        let route = format!("{}/rounds/{round}", self.path);
        let (status, _) = self.send(who, ("DELETE", &route), &Value::Null).await;
        if status != 204 {
            return None;
        }
        self.known.lock().unwrap().1 = round - 1;
        Some(Done::TakeBack { round })
    }

    /// Only the second half ever withdraws.
    async fn withdraw(&self, who: u64, random: &mut Random) -> Option<Done> {
        let (entry, withdrawn) = (random.pick(&self.entries[4..])?, random.one_in(2));
        let route = format!("{}/participants/{entry}/withdraw", self.path);
        let method = if withdrawn { "POST" } else { "DELETE" };
        let (status, _) = self.send(who, (method, &route), &Value::Null).await;
        (status == 204).then_some(Done::Withdraw { entry, withdrawn })
    }

    async fn adjust(&self, who: u64, number: i64, random: &mut Random) -> Option<Done> {
        let (entry, points) = (random.pick(&self.entries)?, random.below(5) as i32 - 2);
        let body = json!({"side": entry, "points": points, "reason": number.to_string()});
        let (status, _) = self.send(who, ("PUT", &format!("{}/adjustments", self.path)), &body).await;
        (status == 204).then_some(Done::Adjust { entry, points: points * 100, number })
    }

    async fn order(&self, who: u64, random: &mut Random) -> Option<Done> {
        let mut order = Vec::new();
        if !random.one_in(4) {
            order.extend([random.pick(&self.entries)?, random.pick(&self.entries)?]);
        }
        let body = json!({"order": order});
        let (status, _) = self.send(who, ("PUT", &format!("{}/ties", self.path)), &body).await;
        (status == 204).then_some(Done::Order(order))
    }
}
