//! Limits on what hosts enter: lengths and counts, shared by requests and files.

use std::ops::RangeInclusive;

/// Characters of a slug.
pub const SLUG: RangeInclusive<usize> = 1..=64;
/// Characters of a tournament's name.
pub const TOURNAMENT_NAME: RangeInclusive<usize> = 1..=200;
/// Characters of an entry's name.
pub const ENTRY_NAME: RangeInclusive<usize> = 1..=64;
/// Characters of a team's name.
pub const TEAM_NAME: RangeInclusive<usize> = 1..=200;
/// Characters of a team's initials.
pub const INITIALS: RangeInclusive<usize> = 1..=8;
/// Characters of a link to a host's broadcast.
pub const STREAM_URL: RangeInclusive<usize> = 1..=256;
/// The most links to hosts' broadcasts.
pub const STREAM_URLS: usize = 5;
/// The most bytes of a tournament's presentation as JSON.
pub const TOURNAMENT_PRESENTATION_BYTES: usize = 16_384;
/// The most bytes of an entry's presentation as JSON.
pub const ENTRY_PRESENTATION_BYTES: usize = 8_192;
/// The most entries of one roster.
pub const ENTRIES: usize = 100;
/// The most tournaments that one user may have created, whoever owns them now; at the limit they cannot create another.
pub const CREATED_TOURNAMENTS: i64 = 10;
/// Characters of the reason for which a match is excluded.
pub const EXCLUSION_REASON: RangeInclusive<usize> = 1..=500;
/// The most excluded matches of one tournament.
pub const EXCLUSIONS: usize = 1_000;
/// The most owners of one tournament after a request's document adds one.
pub const DOCUMENT_OWNERS: usize = 100;
/// The most teams of one tournament after a request's document adds one.
pub const DOCUMENT_TEAMS: usize = 100;
/// The most stages of one tournament.
pub const STAGES: usize = 20;
/// The most series of one tournament.
pub const SERIES: usize = 2_000;
/// Characters of a stage's name.
pub const STAGE_NAME: RangeInclusive<usize> = 1..=100;
/// The most participants of one stage.
pub const PARTICIPANTS: usize = 256;
/// How many rounds a Swiss stage may have.
pub const ROUNDS: RangeInclusive<i64> = 1..=100;
/// Characters of a series' label.
pub const SERIES_LABEL: RangeInclusive<usize> = 1..=100;
/// Characters of a host's note on a series.
pub const SERIES_NOTE: RangeInclusive<usize> = 1..=1_000;
/// Characters of the name of a map that a host enters.
pub const MAP_NAME: RangeInclusive<usize> = 1..=100;
/// The most decisions about games in one request.
pub const GAME_DECISIONS: usize = 30;
/// Characters of the reason for which points are given or taken.
pub const ADJUSTMENT_REASON: RangeInclusive<usize> = 1..=500;
/// The most series that one request schedules.
pub const SERIES_PER_SCHEDULING: usize = 500;
