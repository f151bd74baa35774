//! How long and how many: the limits of what hosts give. Every way in shares them: requests and files alike.

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
/// Links to hosts' broadcasts, at most.
pub const STREAM_URLS: usize = 5;
/// Bytes of a tournament's presentation as JSON, at most.
pub const TOURNAMENT_PRESENTATION_BYTES: usize = 16_384;
/// Bytes of an entry's presentation as JSON, at most.
pub const ENTRY_PRESENTATION_BYTES: usize = 8_192;
/// Entries of one roster, at most.
pub const ENTRIES: usize = 100;
/// Tournaments one user may have set up, whoever owns them now, before setting another up.
pub const CREATED: i64 = 10;
/// Owners of one tournament, at most, for a request's document to add one.
pub const DOCUMENT_OWNERS: usize = 100;
/// Teams of one tournament, at most, for a request's document to add one.
pub const DOCUMENT_TEAMS: usize = 100;
