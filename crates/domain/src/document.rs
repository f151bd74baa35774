//! A tournament as one document: how hosts set it up. What they decide while it is played is not in it, because other
//! databases may not know the matches: which ones they exclude, and the series and results of stages. A document is
//! checked as a whole, so that all problems are reported at once, and compared with the stored tournament, which gives
//! a [`Plan`] of changes.
//!
//! The module knows neither files nor requests: the code that reads a document maps each [`Place`] to its position.

mod change;
mod check;
mod current;
mod matching;
mod place;
mod plan;
mod plan_text;
mod planning;
mod presentation;
mod stage;

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, OneOfBuilder, Schema, Type},
    },
};

pub use change::{Action, Change, KeptPart, Kind};
pub use check::CheckedDocument;
pub use current::{Current, CurrentStage, CurrentTeam};
pub use place::{Place, Problem, Step};
pub use plan::{
    CaptainChange, EntryRef, MemberChange, NewEntry, NewParticipant, NewStage, NewTeam, NotInDocument,
    ParticipantsChange, Plan, SideRef, StageEdit, TeamRef, TournamentChange,
};
pub use planning::StoredFacts;
pub use stage::StageDocument;

use crate::{
    account_link,
    clock::Timestamp,
    id::{EntryId, LeaderboardId, ProfileId, UserId},
    roster::Presentation,
    tournament::RankBy,
};

/// A tournament with its owners, roster, teams and stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TournamentDocument)]
pub struct Document {
    /// The tournament's name in addresses: lower-case letters, digits and hyphens. It cannot be changed later.
    #[schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$")]
    pub slug: String,
    /// The tournament's name for people.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The ladder it is held on: 3 is random map, 4 team random map, 13 empire wars, 14 team empire wars.
    #[schema(value_type = i64, minimum = 1)]
    pub leaderboard_id: LeaderboardId,
    /// Which rating decides the order: the highest one held, or the one now.
    #[serde(default)]
    #[schema(schema_with = rank_by)]
    pub rank_by: RankBy,
    /// The first instant at which a match may start to count; without one, matches count from the beginning.
    #[serde(default)]
    #[schema(inline)]
    pub start_date: Option<Timestamp>,
    /// The last such instant. A date alone is its midnight, UTC: the last day is over before it began.
    #[serde(default)]
    #[schema(inline)]
    pub end_date: Option<Timestamp>,
    /// Prize money in hundredths of the currency's unit.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub prize_pool_cents: Option<i64>,
    /// Where the hosts broadcast.
    #[serde(default)]
    #[schema(max_items = 5, default = json!([]))]
    pub host_stream_urls: Vec<String>,
    /// The frontends' own data.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub presentation: Presentation,
    /// Who may change the tournament: users of the sign-on service, by their ids. The first one counts as its creator.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>, default = json!([]))]
    pub owners: Vec<UserId>,
    /// The roster.
    #[serde(default)]
    #[schema(inline, max_items = 100)]
    pub entries: Vec<EntryDocument>,
    /// The teams.
    #[serde(default)]
    #[schema(inline)]
    pub teams: Vec<TeamDocument>,
    /// The stages, in the order in which they were set up. Without this key those that are stored stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<StageDocument>, max_items = 20)]
    pub stages: Option<Vec<StageDocument>>,
}

/// The schema of `rank_by`. With an inline schema beside the default, the document would also call it an object.
fn rank_by() -> RefOr<Schema> {
    let names = [RankBy::PeakRating, RankBy::CurrentRating].map(RankBy::as_str);
    let description = "Which rating decides the order: the highest one held, or the one now.";
    let text = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    text.default(Some(RankBy::default().as_str().into())).description(Some(description)).into()
}

/// An entry of the roster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryDocument {
    /// The name on the roster, unlike any other of it, case and white space aside.
    #[schema(min_length = 1, max_length = 64)]
    pub name: String,
    /// The game account: its number, or a link to its page at aoe2insights.com or aoe2companion.com.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub account: Option<Account>,
    /// The frontends' own data.
    #[serde(default, skip_serializing_if = "Presentation::is_empty")]
    #[schema(value_type = Object)]
    pub presentation: Presentation,
}

/// A team.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamDocument {
    /// The team's name, unlike any other team's, case and white space aside.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Its short name.
    #[schema(min_length = 1, max_length = 8)]
    pub initials: String,
    /// The name of the member who leads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captain: Option<String>,
    /// Its members, by their names on the roster. Everybody is on one team at most.
    #[serde(default)]
    #[schema(default = json!([]))]
    pub members: Vec<String>,
}

/// A game account, which may be given as a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Account(pub ProfileId);

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Number(i64),
            Text(String),
        }
        let account = match Given::deserialize(deserializer)? {
            Given::Number(number) => account_link::numbered(number),
            Given::Text(text) => account_link::profile(&text),
        };
        account.map(Self).map_err(serde::de::Error::custom)
    }
}

impl PartialSchema for Account {
    fn schema() -> RefOr<Schema> {
        let number =
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(EntryId::FIRST.0 - 1));
        let link = ObjectBuilder::new().schema_type(Type::String);
        OneOfBuilder::new().item(number).item(link).into()
    }
}

impl ToSchema for Account {}
