//! How a page is rendered from a tournament's stages and series, without its games: the function that another crate
//! declares, and what it is given.

use std::{collections::HashMap, sync::Arc};

use domain::{
    clock::Timestamp,
    id::{EntryId, ProfileId, StageId},
    stages::stage::Stage,
    tournament::Tournament,
    view::series::{SeriesRead, SideNames},
};
use store::{
    Error, Snapshot,
    poll_status::{PollTimes, StatusRow},
    read::{
        self,
        facts::{HasStages, Moment},
        series::SeriesFilter,
        stages::StageFilter,
    },
};

use super::{Choice, ExpiresAt, RenderError, Rendered, RenderedPage, View, Views};
use crate::runtimes;

/// How a page of stages and series is rendered.
#[derive(Clone, Copy, Debug)]
pub struct StagesLayout {
    /// The polls whose latest success it shows.
    pub polls: &'static [StatusRow],
    /// Renders it; `None` when what it shows does not exist.
    pub render: fn(&StagesFacts<'_>) -> Option<RenderedPage>,
}

/// What a page of stages and series shows, as of one moment. Nothing in it belongs to a draft.
#[derive(Clone, Copy, Debug)]
pub struct StagesFacts<'a> {
    /// The tournament.
    pub tournament: &'a Tournament,
    /// Whether it has stages and series at all.
    pub has: HasStages,
    /// The stages, oldest first: all of them, or the one that the address names or its series belongs to.
    pub stages: &'a [Stage],
    /// The series by schedule: all of them, those of the stage that the address names, or the one that it names.
    pub series: &'a [SeriesRead],
    /// The names of entries and teams.
    pub names: &'a SideNames,
    /// The entries of accounts, with their names, on pages of one series.
    pub players: &'a HashMap<ProfileId, (EntryId, String)>,
    /// The time as of which the page is rendered.
    pub now: Timestamp,
    /// The address at which the service is found, without a slash at its end; empty if it is not configured.
    pub base_url: &'a str,
}

/// What is read for a page.
#[derive(Debug)]
struct Loaded {
    tournament: Tournament,
    has: HasStages,
    polled: PollTimes,
    stages: Vec<Stage>,
    series: Vec<SeriesRead>,
    names: SideNames,
    players: HashMap<ProfileId, (EntryId, String)>,
}

impl Views {
    /// Renders a page of stages and series; `None` when there is no such tournament, or nothing of what it shows.
    ///
    /// # Errors
    /// [`RenderError::Load`].
    pub(super) async fn stages_page(
        &self,
        view: &View,
        layout: StagesLayout,
        now: Timestamp,
    ) -> Result<(Rendered, ExpiresAt), RenderError> {
        let found = self.in_snapshot(view, async |snapshot| Ok(Loaded::read(snapshot, view).await?)).await?;
        let Some(loaded) = found else { return Ok((None, None)) };
        let base_url = Arc::clone(&self.context.base_url);
        Ok(runtimes::render(move || loaded.body(&layout, &base_url, now)).await)
    }
}

impl Loaded {
    async fn read(snapshot: &mut Snapshot, view: &View) -> Result<Option<Self>, Error> {
        let Some(id) = view.tournament() else { return Ok(None) };
        let Some(tournament) = read::tournaments::one(snapshot, id).await? else { return Ok(None) };
        let Moment { polled, has, .. } = read::facts::moment(snapshot, id).await?;
        let (stages, series) = match view.choice {
            Choice::Series(filter) => {
                let series = read::series::list(snapshot, id, filter).await?;
                let stage = series.first().and_then(|series| series.stage_id);
                (if stage.is_some() { stages(snapshot, &tournament, stage).await? } else { Vec::new() }, series)
            }
            Choice::Stage(stage) => {
                let filter = SeriesFilter { stage: Some(stage), ..SeriesFilter::default() };
                (stages(snapshot, &tournament, Some(stage)).await?, read::series::list(snapshot, id, filter).await?)
            }
            _ => {
                let stages = if has.stages { stages(snapshot, &tournament, None).await? } else { Vec::new() };
                let filter = SeriesFilter::default();
                (stages, if has.series { read::series::list(snapshot, id, filter).await? } else { Vec::new() })
            }
        };
        let names = if stages.is_empty() { SideNames::default() } else { read::sides::names(snapshot, id).await? };
        let players = match view.choice {
            Choice::Series(_) if !series.is_empty() => players(snapshot, &tournament).await?,
            _ => HashMap::new(),
        };
        Ok(Some(Self { tournament, has, polled, stages, series, names, players }))
    }

    fn body(&self, layout: &StagesLayout, base_url: &str, now: Timestamp) -> (Rendered, ExpiresAt) {
        let rendered = (layout.render)(&StagesFacts {
            tournament: &self.tournament,
            has: self.has,
            stages: &self.stages,
            series: &self.series,
            names: &self.names,
            players: &self.players,
            now,
            base_url,
        });
        let Some(rendered) = rendered else { return (None, None) };
        let (body, until) = rendered.into_body((layout.polls, &self.polled), now);
        (Some(body), until)
    }
}

async fn stages(snapshot: &mut Snapshot, tournament: &Tournament, stage: Option<StageId>) -> Result<Vec<Stage>, Error> {
    read::stages::list(snapshot, tournament.id, StageFilter { stage, with_drafts: false }).await
}

/// The entries with an account.
async fn players(
    snapshot: &mut Snapshot,
    tournament: &Tournament,
) -> Result<HashMap<ProfileId, (EntryId, String)>, Error> {
    let entrants = read::roster::entrants(snapshot, tournament.id, tournament.leaderboard_id).await?;
    let linked = entrants.iter().filter_map(|entrant| Some((entrant.entry.profile_id?, &entrant.entry)));
    Ok(linked.map(|(profile, entry)| (profile, (entry.id, entry.displayed_name().to_owned()))).collect())
}
