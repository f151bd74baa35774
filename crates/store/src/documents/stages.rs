//! Removes, edits and adds the stages of a plan. A tournament has at most twenty.

use domain::{
    clock::Timestamp,
    document::{NewParticipant, ParticipantsChange, Plan, SideRef},
    id::{StageId, TournamentId},
    stages::side::{Participant, Side},
};

use super::roster::Written;
use crate::{Error, Tx, series, stages};

/// Removes stages, and the participants of those that get others: entries and teams that took part can be removed then.
pub(super) async fn release_sides(tx: &mut Tx, plan: &Plan, tournament: TournamentId) -> Result<(), Error> {
    for stage in &plan.stages_removed {
        stages::delete(tx, stage.id).await?;
    }
    for edit in &plan.stages_edited {
        if let Some(ParticipantsChange::Replace { .. }) = edit.participants {
            stages::set_participants(tx, (tournament, edit.id), &[]).await?;
        }
    }
    Ok(())
}

/// Edits and adds stages. Returns the ids of the added ones, in the plan's order.
pub(super) async fn change(
    tx: &mut Tx,
    plan: &Plan,
    tournament: TournamentId,
    written: &Written,
    now: Timestamp,
) -> Result<Vec<StageId>, Error> {
    for edit in &plan.stages_edited {
        if edit.before != edit.after {
            stages::update(tx, edit.id, &edit.after).await?;
            series::admit(tx, edit.id, edit.after.admits).await?;
        }
        let (after, new) = match &edit.participants {
            None => continue,
            Some(ParticipantsChange::Replace { after, .. }) => (0, after),
            Some(ParticipantsChange::Add { after, late }) => (*after, late),
        };
        stages::add_participants(tx, (tournament, edit.id), &participants(new, after, written)).await?;
    }
    let mut ids = Vec::new();
    for stage in &plan.stages_added {
        let id = stages::create(tx, tournament, &stage.settings, now).await?;
        stages::add_participants(tx, (tournament, id), &participants(&stage.participants, 0, written)).await?;
        ids.push(id);
    }
    Ok(ids)
}

/// The participants, whose seeds follow the first `after` ones.
fn participants(new: &[NewParticipant], after: usize, written: &Written) -> Vec<Participant> {
    let first = u32::try_from(after).unwrap_or(u32::MAX).saturating_add(1);
    let participant = |(seed, new): (u32, &NewParticipant)| {
        let side = match new.side {
            SideRef::Entry(entry) => Side::Entry(written.entry(entry)?),
            SideRef::Team(team) => Side::Team(written.team(team)?),
        };
        Some(Participant { side, seed, group: new.group, withdrawn: false })
    };
    (first..).zip(new).filter_map(participant).collect()
}
