//! The facts of a tournament as they become known: one by one, in any order.

use std::collections::BTreeSet;

use domain::{
    id::ProfileId,
    series::{HostDecision, PlayedGame, SeriesFacts, SideAccounts},
};
use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::simulation::Simulation;

/// Something that becomes known.
#[derive(Clone, Copy)]
enum Arrival {
    /// The next report of a game.
    Report(usize),
    /// The host's next decision about a game of a series.
    Decision(usize),
    /// The host's decision about a series.
    Ruling(usize),
    /// An account is linked to its entry or team.
    Link(ProfileId),
}

/// What is known so far.
pub(super) struct Known<'a> {
    all: &'a Simulation,
    reports: Vec<usize>,
    hosts: Vec<HostDecision>,
    linked: BTreeSet<ProfileId>,
    arrivals: Vec<Arrival>,
}

impl<'a> Known<'a> {
    /// Nothing is known but the series. Some accounts are linked from the beginning.
    pub(super) fn new(all: &'a Simulation, random: &mut ChaCha8Rng) -> Self {
        let of_games = all.reports.iter().enumerate();
        let mut arrivals: Vec<_> =
            of_games.flat_map(|(index, reports)| vec![Arrival::Report(index); reports.len()]).collect();
        let mut linked = BTreeSet::new();
        for (index, (facts, _)) in all.series.iter().enumerate() {
            arrivals.extend(vec![Arrival::Decision(index); facts.host.games.len()]);
            arrivals.extend(facts.host.ruling.map(|_| Arrival::Ruling(index)));
            for account in facts.sides.iter().flat_map(accounts) {
                if linked.insert(account) && random.random() {
                    arrivals.push(Arrival::Link(account));
                }
            }
        }
        for arrival in &arrivals {
            if let Arrival::Link(account) = arrival {
                linked.remove(account);
            }
        }
        arrivals.shuffle(random);
        let hosts = vec![HostDecision::default(); all.series.len()];
        Self { all, reports: vec![0; all.reports.len()], hosts, linked, arrivals }
    }

    /// The next fact arrives; false when all are known.
    pub(super) fn learn(&mut self) -> bool {
        let Some(arrival) = self.arrivals.pop() else { return false };
        match arrival {
            Arrival::Report(index) => self.reports[index] += 1,
            Arrival::Decision(index) => {
                let known = &mut self.hosts[index].games;
                known.push(self.all.series[index].0.host.games[known.len()].clone());
            }
            Arrival::Ruling(index) => self.hosts[index].ruling = self.all.series[index].0.host.ruling,
            Arrival::Link(account) => {
                self.linked.insert(account);
            }
        }
        true
    }

    pub(super) fn series(&self) -> Vec<SeriesFacts> {
        let known = |((facts, _), host): (&(SeriesFacts, _), &HostDecision)| SeriesFacts {
            host: host.clone(),
            sides: facts.sides.each_ref().map(|side| self.linked(side)),
            ..facts.clone()
        };
        self.all.series.iter().zip(&self.hosts).map(known).collect()
    }

    fn linked(&self, side: &SideAccounts) -> SideAccounts {
        match side {
            SideAccounts::Entry(account) => {
                SideAccounts::Entry(account.filter(|account| self.linked.contains(account)))
            }
            SideAccounts::Team(accounts) => SideAccounts::Team(&self.linked & accounts),
        }
    }

    pub(super) fn games(&self) -> Vec<PlayedGame> {
        let latest = |(reports, known): (&Vec<PlayedGame>, &usize)| Some(reports[known.checked_sub(1)?].clone());
        self.all.reports.iter().zip(&self.reports).filter_map(latest).collect()
    }
}

fn accounts(side: &SideAccounts) -> Vec<ProfileId> {
    match side {
        SideAccounts::Entry(account) => account.iter().copied().collect(),
        SideAccounts::Team(accounts) => accounts.iter().copied().collect(),
    }
}
