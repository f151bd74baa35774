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
pub const CREATED: i64 = 10;
/// Characters of the reason for which a match is excluded.
pub const EXCLUSION_REASON: RangeInclusive<usize> = 1..=500;
/// The most excluded matches of one tournament.
pub const EXCLUSIONS: usize = 1_000;
/// The most owners of one tournament after a request's document adds one.
pub const DOCUMENT_OWNERS: usize = 100;
/// The most teams of one tournament after a request's document adds one.
pub const DOCUMENT_TEAMS: usize = 100;
