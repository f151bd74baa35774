//! A thousand random writes, each sent two to thirty-two times at once with one key: each has its effect once.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::Value;
use uuid::Uuid;

use super::{
    chaos_model::{Cup, Model, Op, STORED},
    fixture::{Answer, Fixture, user},
};

const USERS: u64 = 3;
const CUPS: u64 = 4;

/// Numbers that look random and are the same for each run (splitmix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    pub(super) fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.below(from.len() as u64) as usize])
    }

    /// Mostly few.
    fn duplicates(&mut self) -> u64 {
        match self.below(40) {
            0 => 32,
            1..4 => 5 + self.below(12),
            _ => 2 + self.below(3),
        }
    }

    /// What to do to a cup, mostly something that can be done.
    fn op(&mut self, cup: Option<&Cup>, strays: &[i64]) -> Op {
        let Some(cup) = cup.filter(|_| !self.one_in(20)) else { return Op::Create };
        let (entries, teams): (Vec<_>, Vec<_>) =
            (cup.roster.keys().copied().collect(), cup.teams.keys().copied().collect());
        let mut from = |known: &[i64]| if self.one_in(8) { self.pick(strays) } else { self.pick(known) }.unwrap_or(7);
        let (entry, team) = (from(&entries), from(&teams));
        match self.below(40) {
            0 => Op::Delete,
            1..4 => Op::Edit(self.below(100)),
            4..8 => Op::Grant(self.below(USERS) as usize),
            8..12 => Op::Revoke(self.below(USERS) as usize),
            12..20 => Op::Add(self.below(12)),
            20..22 => Op::Drop(entry),
            22..24 => Op::Team(self.below(6)),
            24 => Op::DropTeam(team),
            25..31 => Op::Join(team, entry),
            31..34 => Op::Leave(team, entry),
            34..38 => Op::Captain(team, entry),
            _ => Op::NoCaptain(team),
        }
    }
}

/// A write that was sent, and its answer.
struct Sent {
    who: usize,
    request: (&'static str, String, Value),
    key: Uuid,
    answer: Answer,
}

impl Sent {
    fn is_kept(&self) -> bool {
        ![401, 403].contains(&self.answer.status)
    }
}

async fn send(fixture: &Fixture, who: usize, (method, path, body): &(&str, String, Value), key: Uuid) -> Answer {
    fixture.ask(&user(who), (method, path), body, Some(key)).await
}

fn assert_same(one: &Answer, other: &Answer, what: &str) {
    let told = |answer: &Answer| (answer.status, answer.body.clone(), answer.header("location").to_owned());
    assert_eq!(told(one), told(other), "{what}");
}

/// Sends duplicates at once. They are told the same, and only one of them did anything.
async fn all_at_once(fixture: &Fixture, sent: (usize, (&'static str, String, Value), Uuid), times: u64) -> Sent {
    let (who, request, key) = sent;
    let mut answers = join_all((0..times).map(|_| send(fixture, who, &request, key))).await;
    let what = format!("{who} {request:?}");
    answers.iter().for_each(|answer| assert_same(answer, &answers[0], &what));
    let first = answers.iter().position(|answer| !answer.is_replay()).expect("somebody was first");
    let sent = Sent { who, request, key, answer: answers.swap_remove(first) };
    let replays = answers.iter().filter(|answer| answer.is_replay()).count();
    assert_eq!(replays, if sent.is_kept() { answers.len() } else { 0 }, "{what}");
    sent
}

async fn chaos(seed: u64, operations: usize) {
    let fixture = Fixture::set().await;
    let before = fixture.nudges().await;
    let (mut random, mut model, mut strays) = (Random(seed), Model::default(), Vec::new());
    let mut history: Vec<Sent> = Vec::new();
    let mut last: Option<(usize, usize, Op, Uuid)> = None;
    let mut statuses = BTreeSet::new();
    for number in 0..operations {
        let cup = random.below(CUPS) as usize;
        let op = random.op(model.cups.get(&cup), &strays);
        let owner = model.cups.get(&cup).and_then(|cup| cup.owners.first().copied());
        let anybody = random.below(USERS) as usize;
        let who = owner.filter(|_| !random.one_in(6)).unwrap_or(anybody);
        let mut next = (who, cup, op, Uuid::from_u128(u128::from(seed) << 64 | number as u128));
        // At times somebody else sends the very same request with the very same key.
        if let Some((by, cup, op, key)) = last.take()
            && random.one_in(8)
        {
            next = ((by + 1) % USERS as usize, cup, op, key);
        } else {
            last = Some(next);
        }
        let (who, cup, op, key) = next;
        let times = random.duplicates();
        let sent = all_at_once(&fixture, (who, op.request(cup), key), times).await;
        let new = if [201, 204].contains(&sent.answer.status) && matches!(op, Op::Add(_) | Op::Team(_)) {
            let new = sent.answer.new_id();
            strays.push(new);
            new
        } else {
            0
        };
        let expected = model.apply(who, cup, op, new);
        assert_eq!(sent.answer.status, expected, "{number}: {who} {cup} {op:?} {:?}", sent.answer.body);
        statuses.insert(expected);
        history.push(sent);
        let old = &history[random.below(history.len() as u64) as usize];
        if random.one_in(6) && old.is_kept() {
            let again = send(&fixture, old.who, &old.request, old.key).await;
            assert!(again.is_replay());
            assert_same(&again, &old.answer, "an old one");
        }
    }
    assert_eq!(statuses, [200, 201, 204, 403, 404, 409, 422].into(), "everything came to pass");
    let stored: Vec<String> = sqlx::query_scalar(STORED).fetch_all(&fixture.service.database.pool).await.unwrap();
    assert_eq!(stored.iter().cloned().collect::<BTreeSet<_>>(), model.lines());
    assert_eq!(stored.len(), model.lines().len());
    assert_eq!(fixture.nudges().await - before, model.nudges);
    assert_eq!(fixture.kept().await as usize, history.iter().filter(|sent| sent.is_kept()).count());
    let wrong =
        "select count(*) from idempotency_keys where status in (401, 403, 429) or status >= 500 or status is null";
    assert_eq!(fixture.count(wrong).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_writes_many_times_over() {
    chaos(1, 500).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_others_many_times_over() {
    chaos(2, 500).await;
}
