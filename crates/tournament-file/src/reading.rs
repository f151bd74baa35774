//! Reads a file in steps: its syntax, the types of its values, its keys, then the rules for documents.

mod tables;
mod values;

use domain::{
    document::{CheckedDocument, Document, EntryDocument, Place, Problem, StageDocument, TeamDocument},
    id::{LeaderboardId, UserId},
};
use toml::de::DeTable;

use crate::{Mistake, mistake::Positions};
use tables::{Reader, Table};

/// A file that was read.
#[derive(Clone, Debug)]
pub struct File {
    /// The document; none when there is any mistake.
    pub document: Option<CheckedDocument>,
    /// Every mistake, in the order of the lines.
    pub mistakes: Vec<Mistake>,
    /// The slug and the ladder, when the file has both in a valid form. They allow a check against the catalogue of
    /// ladders even when there are other mistakes.
    pub ladder: Option<(String, LeaderboardId)>,
    positions: Positions,
}

impl File {
    /// Adds problems that show only when the document is compared with the stored tournament.
    pub fn add(&mut self, problems: &[Problem]) {
        self.mistakes.extend(problems.iter().map(|problem| self.positions.mistake(problem)));
        self.mistakes.sort();
        self.document = None;
    }
}

/// Reads a file's text.
#[must_use]
pub fn read(text: &str) -> File {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut positions = Positions::new(text);
    let syntax = |error: &toml::de::Error| {
        let offset = error.span().map_or(text.len(), |span| span.start);
        positions.mistake_at(offset, error.message())
    };
    let mut mistakes: Vec<_> = errors.iter().map(syntax).collect();
    let is_whole = errors.is_empty();
    let mut reader = Reader::new(&mut positions, is_whole);
    let given = document(Table::new(&mut reader, &Place::root(), table.get_ref()));
    let (broken, strays) = reader.end();
    let ladder = (given.leaderboard_id, given.slug.clone());
    let is_broken = |place: &Place| broken.iter().any(|problem| problem.place == *place);
    let is_good = |place: Place| !std::iter::successors(Some(place), Place::parent).any(|place| is_broken(&place));
    let ladder = (is_good(Place::of("slug")) && is_good(Place::of("leaderboard_id"))).then_some((ladder.1, ladder.0));
    // Problems at the place of a value that could not be read are left out, because it has been replaced by a
    // placeholder. A file with broken syntax gets no messages about missing keys, because they may be in what could not
    // be read.
    let (document, problems) = match given.check() {
        Ok(document) => (Some(document), Vec::new()),
        Err(problems) => (None, problems),
    };
    let known: Vec<_> = problems.into_iter().filter(|problem| is_whole && is_good(problem.place.clone())).collect();
    let unread: Vec<_> = mistakes.iter().map(|mistake| mistake.line).collect();
    let of_values = broken.iter().chain(&known).map(|problem| positions.mistake(problem));
    let of_keys = strays.iter().map(|(offset, message)| positions.mistake_at(*offset, message.as_str()));
    // A line that cannot be parsed has no values to report on.
    mistakes.extend(of_values.chain(of_keys).filter(|mistake| !unread.contains(&mistake.line)));
    mistakes.sort();
    mistakes.dedup();
    let document = document.filter(|_| mistakes.is_empty());
    File { document, mistakes, ladder, positions }
}

fn document(mut table: Table<'_, '_, '_>) -> Document {
    let document = Document {
        slug: table.required("slug", Reader::text).unwrap_or_default(),
        name: table.required("name", Reader::text).unwrap_or_default(),
        leaderboard_id: LeaderboardId(table.required("leaderboard_id", Reader::integer).unwrap_or_default()),
        rank_by: table.optional("rank_by", Reader::rank_by).unwrap_or_default(),
        start_date: table.optional("start_date", Reader::time),
        end_date: table.optional("end_date", Reader::time),
        prize_pool_cents: table.optional("prize_pool_cents", Reader::integer),
        host_stream_urls: table.list("host_stream_urls", Reader::text),
        presentation: table.optional("presentation", Reader::presentation).unwrap_or_default(),
        owners: table.list("owners", Reader::uuid).into_iter().map(UserId).collect(),
        entries: table.tables("entries", entry),
        teams: table.tables("teams", team),
        stages: table.optional_tables("stages", stage),
    };
    table.end();
    document
}

fn entry(mut table: Table<'_, '_, '_>) -> EntryDocument {
    let entry = EntryDocument {
        name: table.required("name", Reader::text).unwrap_or_default(),
        account: table.optional("account", Reader::account),
        presentation: table.optional("presentation", Reader::presentation).unwrap_or_default(),
    };
    table.end();
    entry
}

fn team(mut table: Table<'_, '_, '_>) -> TeamDocument {
    let team = TeamDocument {
        name: table.required("name", Reader::text).unwrap_or_default(),
        initials: table.required("initials", Reader::text).unwrap_or_default(),
        captain: table.optional("captain", Reader::text),
        members: table.list("members", Reader::text),
    };
    table.end();
    team
}

fn stage(mut table: Table<'_, '_, '_>) -> StageDocument {
    let name = table.required("name", Reader::text);
    let format = table.required("format", Reader::choice);
    let sides = table.optional("sides", Reader::choice);
    let participants = table.list("participants", Reader::text);
    let groups = table.optional("groups", Reader::parsed);
    let other = StageDocument::default();
    let stage = StageDocument {
        name: name.unwrap_or_default(),
        format: format.unwrap_or(other.format),
        sides: sides.unwrap_or_default(),
        participants,
        // Without a format nobody knows whether the stage has groups.
        groups: groups.filter(|_| format.is_some()).unwrap_or_default(),
        legs: table.optional("legs", Reader::parsed).unwrap_or_default(),
        rounds: table.optional("rounds", Reader::parsed),
        half_pairing: table.optional("half_pairing", Reader::choice).unwrap_or_default(),
        series_format: table.required("series_format", Reader::series_format).unwrap_or(other.series_format),
        admits: table.optional("admits", Reader::choice).unwrap_or_default(),
        points: table.optional("points", Reader::parsed).unwrap_or_default(),
        tie_breaks: table.optional("tie_breaks", Reader::parsed),
        advance: table.optional("advance", Reader::parsed).unwrap_or_default(),
        visibility: table.optional("visibility", Reader::choice).unwrap_or_default(),
    };
    table.end();
    stage
}
