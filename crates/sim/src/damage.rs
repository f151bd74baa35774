//! Damages an answer for tests of its reader: changes one field or one byte, chosen by a seed, and leaves all other
//! bytes as they were.

mod places;

use std::ops::Range;

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use self::places::{Member, Places};

/// The kind of a change.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// A key and its value are removed.
    Missing,
    /// A value is null.
    Null,
    /// A value has another type.
    Retyped,
    /// A key is duplicated, with the same value.
    Repeated,
    /// A key is duplicated, with another value or null.
    Contradicted,
    /// An object's keys or a list's elements are reordered.
    Reordered,
    /// A byte is changed, removed or inserted.
    Byte,
}

/// The place of a change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// A row, or something in it: the list's key and the row's index.
    Row(String, usize),
    /// A whole list, by its key.
    List(String),
    /// Something in the `result`.
    Result,
    /// Between rows: brackets, commas, the lists' keys.
    Between,
}

/// A damaged answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Damaged {
    /// The answer.
    pub body: Vec<u8>,
    /// The kind of the change.
    pub kind: Kind,
    /// The place of the change.
    pub place: Place,
}

/// An answer to damage, in one way for each seed.
#[derive(Clone, Debug)]
pub struct Damage {
    body: Vec<u8>,
    places: Places,
}

impl Damage {
    /// Prepares a well-formed answer; in a malformed one only bytes can be damaged.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self { body: body.to_vec(), places: Places::of(body) }
    }

    /// The damage for `seed`.
    #[must_use]
    pub fn seeded(&self, seed: u64) -> Damaged {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let kinds = [Kind::Missing, Kind::Null, Kind::Retyped, Kind::Repeated, Kind::Contradicted, Kind::Reordered];
        let kind = if rng.random_bool(0.5) { Kind::Byte } else { *kinds.choose(&mut rng).unwrap_or(&Kind::Byte) };
        self.damaged(kind, &mut rng)
    }

    fn damaged(&self, kind: Kind, rng: &mut impl Rng) -> Damaged {
        if kind == Kind::Reordered
            && let Some(pieces) = self.places.sequences.choose(rng)
        {
            return self.reordered(pieces, rng);
        }
        match self.places.members.choose(rng) {
            Some(member) if kind != Kind::Byte => self.field(member, kind, rng),
            _ => self.byte(rng),
        }
    }

    fn field(&self, member: &Member, kind: Kind, rng: &mut impl Rng) -> Damaged {
        let (key, value) = (self.text(&member.key), self.text(&member.value));
        let other = another(value, rng);
        let pair = [key, b":", value].concat();
        let contradiction = [key, b":", *[b"null".as_slice(), other].choose(rng).unwrap_or(&other)].concat();
        let (place, new) = match kind {
            Kind::Missing => (member.removal.clone(), Vec::new()),
            Kind::Null => (member.value.clone(), b"null".to_vec()),
            Kind::Retyped => (member.value.clone(), other.to_vec()),
            Kind::Repeated => (member.whole(), [&pair, b",".as_slice(), &pair].concat()),
            _ if rng.random_bool(0.5) => (member.whole(), [&pair, b",".as_slice(), &contradiction].concat()),
            _ => (member.whole(), [&contradiction, b",".as_slice(), &pair].concat()),
        };
        Damaged { body: self.spliced(place, &new), kind, place: self.places.of_field(member) }
    }

    fn byte(&self, rng: &mut impl Rng) -> Damaged {
        let at = rng.random_range(0..self.body.len().max(1));
        // Half of them are characters of JSON's syntax.
        let structure = b"\"\\{}[],: \n0x";
        let new = if rng.random_bool(0.5) { rng.random() } else { *structure.choose(rng).unwrap_or(&b'"') };
        let (place, new) = match rng.random_range(0..4) {
            0 => (at..at, vec![new]),
            1 => (at..self.body.len().min(at + 1), Vec::new()),
            _ => (at..self.body.len().min(at + 1), vec![new]),
        };
        let touched = self.places.of_bytes(&place);
        Damaged { body: self.spliced(place, &new), kind: Kind::Byte, place: touched }
    }

    /// Rotates the pieces of an object or a list.
    fn reordered(&self, pieces: &[Range<usize>], rng: &mut impl Rng) -> Damaged {
        let mut order: Vec<&[u8]> = pieces.iter().map(|piece| self.text(piece)).collect();
        let by = rng.random_range(0..order.len().max(1));
        order.rotate_left(by);
        if rng.random_bool(0.5) {
            order.reverse();
        }
        let whole = pieces.first().map_or(0, |piece| piece.start)..pieces.last().map_or(0, |piece| piece.end);
        let place = self.places.of_bytes(&whole);
        Damaged { body: self.spliced(whole, &order.join(b",".as_slice())), kind: Kind::Reordered, place }
    }

    fn text(&self, place: &Range<usize>) -> &[u8] {
        self.body.get(place.clone()).unwrap_or_default()
    }

    fn spliced(&self, place: Range<usize>, new: &[u8]) -> Vec<u8> {
        let (before, after) = (self.text(&(0..place.start)), self.text(&(place.end..self.body.len())));
        [before, new, after].concat()
    }
}

/// A value of another type than this one, without any meaning.
fn another<'a>(value: &[u8], rng: &mut impl Rng) -> &'a [u8] {
    let others: &[&[u8]] = match value.first() {
        Some(b'"') => &[b"7", b"[]", b"{}", b"2.5"],
        Some(b'[' | b'{') => &[b"7", b"\"x\"", b"2.5"],
        _ => &[b"\"x\"", b"\"\"", b"[]", b"{}", b"2.5", b"[7]"],
    };
    others.choose(rng).copied().unwrap_or(b"7")
}
