//! Who meets whom in a round: as proposed, or as the host says.

use domain::stages::{side::Side, stage::Stage, swiss::SwissRound};

use crate::error::{Error, FieldError, Location};

/// Why two sides meet that the host paired.
const BY_HOST: &str = "paired by the host";

/// Who meets whom in a round, and who has a bye, each with the reason.
pub(super) struct Pairing {
    pub(super) pairs: Vec<([Side; 2], String)>,
    pub(super) bye: Option<(Side, String)>,
}

/// Pairings as a host gives them, by the numbers of the sides.
pub(super) struct GivenPairing {
    pub(super) pairings: Vec<[i64; 2]>,
    pub(super) bye: Option<i64>,
}

/// The pairing that was found to be the best.
pub(super) fn proposed(round: SwissRound) -> Pairing {
    Pairing {
        pairs: round.pairings.into_iter().map(|pairing| (pairing.sides, pairing.reason)).collect(),
        bye: round.bye.map(|bye| (bye.side, bye.reason)),
    }
}

/// The host's own pairing, in which everybody who takes part and has not withdrawn is once.
///
/// # Errors
/// [`Error::Invalid`] with everybody who is missing, who is there twice, or who does not play.
pub(super) fn of_host(stage: &Stage, given: &GivenPairing) -> Result<Pairing, Error> {
    let side = |id: i64| stage.settings.sides.side(id);
    let mut missing: Vec<_> = stage
        .participants
        .iter()
        .filter(|participant| !participant.withdrawn)
        .map(|participant| participant.side)
        .collect();
    let mut mistakes = Vec::new();
    let of_pairings = given.pairings.iter().flatten().map(|id| ("pairings", *id));
    for (field, id) in of_pairings.chain(given.bye.map(|id| ("bye", id))) {
        match missing.iter().position(|other| *other == side(id)) {
            Some(index) => drop(missing.remove(index)),
            None => mistakes.push(refused(field, id, "is there twice, or is not to be paired")),
        }
    }
    mistakes.extend(missing.iter().map(|side| refused("pairings", side.id(), "is missing")));
    Error::invalid(mistakes)?;
    let pairs = given.pairings.iter().map(|pair| (pair.map(side), BY_HOST.to_owned()));
    Ok(Pairing { pairs: pairs.collect(), bye: given.bye.map(|id| (side(id), BY_HOST.to_owned())) })
}

fn refused(field: &'static str, id: i64, message: &str) -> FieldError {
    FieldError::refused(&Location::Field(field), id, &format!("participant {id} {message}"))
}
