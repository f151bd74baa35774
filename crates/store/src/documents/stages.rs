//! Removes, edits and adds the stages of a plan. A tournament has at most twenty.

use domain::{
    clock::Timestamp,
    document::{EntryRef, NewParticipant, ParticipantsChange, Plan, SideRef, TeamRef},
    id::{StageId, TournamentId},
    stages::side::{Participant, Side},
};

use super::roster::Written;
use crate::{Error, Tx, series, stages};

/// Removes stages, and participants who leave a stage: entries and teams that took part can be removed then.
pub(super) async fn release_sides(tx: &mut Tx, plan: &Plan) -> Result<(), Error> {
    for stage in &plan.stages_removed {
        stages::delete(tx, stage.id).await?;
    }
    for edit in &plan.stages_edited {
        if let Some(ParticipantsChange::Replace { after, .. }) = &edit.participants {
            let staying: Vec<_> = after.iter().filter_map(stored).collect();
            stages::remove_others(tx, edit.id, &staying).await?;
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
        let of_stage = (tournament, edit.id);
        match &edit.participants {
            None => {}
            Some(ParticipantsChange::Replace { after, .. }) => {
                stages::set_participants(tx, of_stage, &participants(after, 0, written)).await?;
            }
            Some(ParticipantsChange::Add { after, late }) => {
                stages::add_participants(tx, of_stage, &participants(late, *after, written)).await?;
            }
        }
    }
    let mut ids = Vec::new();
    for stage in &plan.stages_added {
        let id = stages::create(tx, tournament, &stage.settings, now).await?;
        stages::add_participants(tx, (tournament, id), &participants(&stage.participants, 0, written)).await?;
        ids.push(id);
    }
    Ok(ids)
}

/// The side of a participant who is stored already.
const fn stored(participant: &NewParticipant) -> Option<Side> {
    match participant.side {
        SideRef::Entry(EntryRef::Stored(id)) => Some(Side::Entry(id)),
        SideRef::Team(TeamRef::Stored(id)) => Some(Side::Team(id)),
        SideRef::Entry(EntryRef::New(_)) | SideRef::Team(TeamRef::New(_)) => None,
    }
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
