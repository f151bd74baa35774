//! The connection to the database is cut after each possible number of messages: of a write there is both
//! effect and record, or neither, and a retry completes it exactly once.

mod stages;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tests::proxy::Fault;
use uuid::Uuid;

use super::fixture::{Answer, CUP, Fixture, user};

/// A write upon things of its own in each round.
struct Trial {
    user: String,
    route: (&'static str, String),
    body: Value,
    status: u16,
    /// Counts its effects.
    effects: String,
    nudges: i64,
}

/// How the rounds went until one was not cut: cut with nothing done, cut with everything done.
#[derive(Debug, Default)]
struct Seen {
    neither: usize,
    both: usize,
}

impl Fixture {
    async fn send(&self, trial: &Trial, key: Uuid) -> Answer {
        self.ask(&trial.user, (trial.route.0, &trial.route.1), &trial.body, Some(key)).await
    }

    /// Effects and records, at one moment.
    async fn state(&self, trial: &Trial, key: Uuid) -> (i64, i64) {
        let kept = format!("select count(*) from idempotency_keys where key = '{key}' and status is not null");
        let query = format!("select ({}), ({kept})", trial.effects);
        sqlx::query_as(AssertSqlSafe(query)).fetch_one(&self.service.database.pool).await.unwrap()
    }

    /// Cuts after 0, 1, 2 … messages until the write gets through. The last message arrives, or is lost too.
    async fn cut_everywhere(&self, last_arrives: bool, trial: impl Fn(usize) -> Trial) -> Seen {
        let mut seen = Seen::default();
        for messages in 0..200 {
            let trial = trial(messages);
            let (key, nudges) = (Uuid::new_v4(), self.nudges().await);
            let fault = if last_arrives { Fault::CutAfter } else { Fault::CutBefore };
            self.service.proxy.fault_after(messages, fault);
            let cut = self.send(&trial, key).await;
            let was_cut = self.service.proxy.mend();
            // What was sent last may be under way still; at any moment there are both or neither.
            let (effects, records) = self.state(&trial, key).await;
            assert_eq!(effects, records, "after {messages} messages: {cut:?}");
            let retried = self.send(&trial, key).await;
            assert_eq!(retried.status, trial.status, "after {messages} messages: {retried:?}");
            assert_eq!(self.state(&trial, key).await, (1, 1), "after {messages} messages");
            assert_eq!(self.nudges().await, nudges + trial.nudges, "after {messages} messages");
            if cut.status == trial.status {
                assert!(retried.is_replay());
                if !was_cut {
                    return seen;
                }
                continue;
            }
            assert_eq!(cut.status, 503, "after {messages} messages: {cut:?}");
            if retried.is_replay() { seen.both += 1 } else { seen.neither += 1 }
        }
        panic!("it never got through");
    }

    /// Cuts off the confirmation of its commit, and nothing else: what is done is answered to whoever asks again.
    async fn cut_at_commit(&self, trial: Trial) {
        let key = Uuid::new_v4();
        self.service.proxy.fault_at_commit(Fault::CutAfter);
        let cut = self.send(&trial, key).await;
        assert_eq!(cut.status, 503, "nobody knows what became of it: {cut:?}");
        let retried = self.send(&trial, key).await;
        assert!(retried.status == trial.status && retried.is_replay(), "{retried:?}");
        assert_eq!(self.state(&trial, key).await, (1, 1));
    }
}

fn roster_add(round: usize) -> Trial {
    Trial {
        user: tests::service::HOST.to_owned(),
        route: ("POST", format!("{CUP}/players")),
        body: json!({"name": format!("n{round}")}),
        status: 204,
        effects: format!("select count(*) from tournament_players where name = 'n{round}'"),
        nudges: 1,
    }
}

fn create(round: usize) -> Trial {
    Trial {
        user: user(round),
        route: ("POST", "/v1/tournaments".to_owned()),
        body: json!({"slug": format!("t{round}"), "name": "T", "leaderboard_id": 3}),
        status: 201,
        effects: format!(
            "select count(*) from tournaments join tournament_owners on id = tournament_id where slug = 't{round}'"
        ),
        nudges: 2,
    }
}

/// Everything that a document can change, with names of this round.
fn document(round: usize) -> Trial {
    let name = |what: &str| format!("{what}{round}");
    let owner = Uuid::from_u128(round as u128 + 1);
    Trial {
        user: tests::service::HOST.to_owned(),
        route: ("PUT", format!("{CUP}/document?prune=true")),
        body: json!({
            "slug": "cup", "name": name("d"), "leaderboard_id": 3, "owners": [tests::service::HOST, owner],
            "entries": [{"name": name("a"), "account": 7}, {"name": name("b")}, {"name": "Stays"}],
            "teams": [{"name": name("t"), "initials": "T", "captain": name("b"), "members": [name("a"), name("b")]}],
        }),
        status: 200,
        // One if all of it is there and nothing of the round before, zero the other way around; a half is neither.
        effects: format!(
            "select case
                when parts.found = 8 and parts.of_others = 0 then 1
                when parts.found = 0 and parts.of_others in (0, 4) then 0
                else 1000 * parts.found + parts.of_others
            end
            from (select
                (select count(*) from tournaments where name = 'd{round}')
                + (select count(*) from tournament_owners where user_id = '{owner}')
                + (select count(*) from tournament_players where name in ('a{round}', 'b{round}'))
                + (select count(*) from teams where name = 't{round}')
                + (select count(*) from team_members join teams on teams.id = team_id where teams.name = 't{round}')
                + (select count(*) from team_members join teams on teams.id = team_id
                    where teams.name = 't{round}' and is_captain) as found,
                (select count(*) from tournament_players where name not in ('a{round}', 'b{round}', 'Stays'))
                + (select count(*) from teams where name <> 't{round}')
                + (select count(*) from tournament_owners where user_id not in ('{owner}', '{}')) as of_others
            ) as parts",
            tests::service::HOST
        ),
        nudges: 2,
    }
}

#[tokio::test]
async fn a_write_cut_between_two_messages_is_done_whole_or_not_at_all() {
    let fixture = Fixture::set().await;
    let seen = fixture.cut_everywhere(false, roster_add).await;
    assert!(seen.neither > 12, "{seen:?}: it takes about that many messages");
    assert_eq!(seen.both, 0, "a commit that did not arrive");
    let seen = fixture.cut_everywhere(false, create).await;
    assert!(seen.neither > 12 && seen.both == 0, "{seen:?}");
}

#[tokio::test]
async fn a_write_whose_answer_from_the_database_is_lost_is_done_whole_or_not_at_all() {
    let fixture = Fixture::set().await;
    // Queries of the outbox send messages of their own now and then, so that a round may skip one of the write's.
    let seen = fixture.cut_everywhere(true, roster_add).await;
    assert!(seen.neither > 12 && seen.both <= 1, "{seen:?}: it takes about that many messages");
    let seen = fixture.cut_everywhere(true, create).await;
    assert!(seen.neither > 12 && seen.both <= 1, "{seen:?}");
    // Numbers that no round above has used.
    fixture.cut_at_commit(roster_add(1_000)).await;
    fixture.cut_at_commit(create(1_001)).await;
}

#[tokio::test]
async fn a_document_cut_at_any_message_is_applied_whole_or_not_at_all() {
    let fixture = Fixture::set().await;
    let seen = fixture.cut_everywhere(false, document).await;
    assert!(seen.neither > 20 && seen.both == 0, "{seen:?}: it takes about that many messages");
    let seen = fixture.cut_everywhere(true, |round| document(1_000 + round)).await;
    assert!(seen.neither > 20 && seen.both <= 1, "{seen:?}: it takes about that many messages");
    fixture.cut_at_commit(document(2_000)).await;
}
