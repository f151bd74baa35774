//! What tournaments are after a list of writes, and what each write is answered: the service in forty lines,
//! for it never does two things at once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::fixture::user;

/// A write. Cups and users go by number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    Create,
    Edit(u64),
    Delete,
    Grant(usize),
    Revoke(usize),
    Add(u64),
    Drop(i64),
    Team(u64),
    DropTeam(i64),
    Join(i64, i64),
    Leave(i64, i64),
    Captain(i64, i64),
    NoCaptain(i64),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Cup {
    name: String,
    pub(crate) owners: BTreeSet<usize>,
    pub(crate) roster: BTreeMap<i64, String>,
    pub(crate) teams: BTreeMap<i64, String>,
    /// By entry: the team, and whether it is its captain.
    members: BTreeMap<i64, (i64, bool)>,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) cups: BTreeMap<usize, Cup>,
    pub(crate) nudges: i64,
}

impl Op {
    pub(crate) fn request(self, cup: usize) -> (&'static str, String, Value) {
        let at = |path: String| format!("/v1/tournaments/t{cup}{path}");
        let entry = |entry: i64| json!({"tournament_player_id": entry});
        match self {
            Self::Create => {
                let new = json!({"slug": format!("t{cup}"), "name": "new", "leaderboard_id": 3});
                ("POST", "/v1/tournaments".to_owned(), new)
            }
            Self::Edit(n) => ("PATCH", at(String::new()), json!({"name": format!("name {n}")})),
            Self::Delete => ("DELETE", at(String::new()), Value::Null),
            Self::Grant(who) => ("POST", at("/owners".to_owned()), json!({"user_id": user(who)})),
            Self::Revoke(who) => ("DELETE", at(format!("/owners/{}", user(who))), Value::Null),
            Self::Add(n) => ("POST", at("/players".to_owned()), json!({"name": format!("p{n}")})),
            Self::Drop(id) => ("DELETE", at(format!("/players/{id}")), Value::Null),
            Self::Team(n) => ("POST", at("/teams".to_owned()), json!({"name": format!("team {n}"), "initials": "T"})),
            Self::DropTeam(team) => ("DELETE", at(format!("/teams/{team}")), Value::Null),
            Self::Join(team, id) => ("POST", at(format!("/teams/{team}/members")), entry(id)),
            Self::Leave(team, id) => ("DELETE", at(format!("/teams/{team}/members/{id}")), Value::Null),
            Self::Captain(team, id) => ("PATCH", at(format!("/teams/{team}/captain")), entry(id)),
            Self::NoCaptain(team) => ("DELETE", at(format!("/teams/{team}/captain")), Value::Null),
        }
    }
}

impl Model {
    /// Does what `who` asks, and says the status. `new` is the number the service gave what it made.
    pub(crate) fn apply(&mut self, who: usize, number: usize, op: Op, new: i64) -> u16 {
        let (status, nudges) = self.outcome(who, number, op, new);
        self.nudges += nudges;
        status
    }

    fn outcome(&mut self, who: usize, number: usize, op: Op, new: i64) -> (u16, i64) {
        if let Op::Create = op {
            if self.cups.contains_key(&number) {
                return (409, 0);
            }
            self.cups.insert(number, Cup { name: "new".to_owned(), owners: [who].into(), ..Cup::default() });
            return (201, 2);
        }
        let Some(cup) = self.cups.get_mut(&number) else { return (404, 0) };
        if !cup.owners.contains(&who) {
            return (403, 0);
        }
        if let Op::Delete = op {
            self.cups.remove(&number);
            return (204, 2);
        }
        cup.apply(op, new)
    }

    /// Everything, a line each, as [`STORED`] gives it.
    pub(crate) fn lines(&self) -> BTreeSet<String> {
        let lines = self.cups.iter().flat_map(|(number, cup)| {
            let owners = cup.owners.iter().map(|owner| format!("t{number} owner {}", user(*owner)));
            let roster = cup.roster.iter().map(|(id, name)| format!("t{number} entry {id} {name}"));
            let teams = cup.teams.iter().map(|(id, name)| format!("t{number} team {id} {name}"));
            let member =
                |(id, (team, captain)): (&i64, &(i64, bool))| format!("t{number} member {id} {team} {captain}");
            let members = cup.members.iter().map(member);
            let all = owners.chain(roster).chain(teams).chain(members);
            all.chain([format!("t{number} is {}", cup.name)]).collect::<Vec<_>>()
        });
        lines.collect()
    }
}

pub(crate) const STORED: &str = "
    with own as (select * from tournaments where slug <> 'cup')
    select slug || ' is ' || name from own
    union all select slug || ' owner ' || user_id from own join tournament_owners o on o.tournament_id = own.id
    union all select slug || ' entry ' || e.id || ' ' || e.name
        from own join tournament_players e on e.tournament_id = own.id
    union all select slug || ' team ' || t.id || ' ' || t.name from own join teams t on t.tournament_id = own.id
    union all select slug || ' member ' || tournament_player_id || ' ' || team_id || ' ' || is_captain::text
        from own join team_members m on m.tournament_id = own.id";

impl Cup {
    #[allow(clippy::too_many_lines, reason = "one arm for each kind of write")]
    fn apply(&mut self, op: Op, new: i64) -> (u16, i64) {
        let on_team = |cup: &Self, team, id| cup.members.get(&id).is_some_and(|(of, _)| *of == team);
        match op {
            Op::Edit(n) => {
                let name = format!("name {n}");
                let is_changed = self.name != name;
                self.name = name;
                (200, if is_changed { 2 } else { 0 })
            }
            Op::Grant(who) => {
                if self.owners.insert(who) {
                    (204, 0)
                } else {
                    (409, 0)
                }
            }
            Op::Revoke(who) if !self.owners.contains(&who) => (404, 0),
            Op::Revoke(_) if self.owners.len() == 1 => (422, 0),
            Op::Revoke(who) => {
                self.owners.remove(&who);
                (204, 0)
            }
            Op::Add(n) if self.roster.values().any(|name| *name == format!("p{n}")) => (409, 0),
            Op::Add(n) => {
                self.roster.insert(new, format!("p{n}"));
                (204, 1)
            }
            Op::Drop(id) => {
                self.members.remove(&id);
                if self.roster.remove(&id).is_some() { (204, 1) } else { (404, 0) }
            }
            Op::Team(n) if self.teams.values().any(|name| *name == format!("team {n}")) => (409, 0),
            Op::Team(n) => {
                self.teams.insert(new, format!("team {n}"));
                (201, 1)
            }
            Op::DropTeam(team) => {
                self.members.retain(|_, (of, _)| *of != team);
                if self.teams.remove(&team).is_some() { (204, 1) } else { (404, 0) }
            }
            Op::Join(team, id) if !self.teams.contains_key(&team) || !self.roster.contains_key(&id) => (404, 0),
            Op::Join(_, id) if self.members.contains_key(&id) => (409, 0),
            Op::Join(team, id) => {
                self.members.insert(id, (team, false));
                (204, 1)
            }
            Op::Leave(team, id) | Op::Captain(team, id) if !on_team(self, team, id) => (404, 0),
            Op::Leave(_, id) => {
                self.members.remove(&id);
                (204, 1)
            }
            Op::Captain(team, id) => {
                let was_already = self.members[&id].1;
                let team = self.members.iter_mut().filter(|(_, (of, _))| *of == team);
                team.for_each(|(entry, (_, captain))| *captain = *entry == id);
                (204, i64::from(!was_already))
            }
            Op::NoCaptain(team) if !self.teams.contains_key(&team) => (404, 0),
            Op::NoCaptain(team) => {
                let captain = self.members.values_mut().find(|(of, captain)| *of == team && *captain);
                (204, captain.map_or(0, |(_, captain)| i64::from(std::mem::take(captain))))
            }
            Op::Create | Op::Delete => panic!("not of one cup"),
        }
    }
}
