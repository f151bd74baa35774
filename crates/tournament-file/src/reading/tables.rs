//! Takes values out of tables by key, and records missing keys, wrong types and unknown keys.

use domain::document::{Place, Problem};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::mistake::Positions;

/// A value with its place in the text.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// Reads values, and collects the mistakes in them.
pub(super) struct Reader<'p> {
    positions: &'p mut Positions,
    problems: Vec<Problem>,
    /// Mistakes where the document has no place: the byte offset and the message.
    strays: Vec<(usize, String)>,
    /// Whether the file's syntax is valid: otherwise a missing key may be in the part that could not be read.
    is_whole: bool,
}

impl<'p> Reader<'p> {
    pub(super) fn new(positions: &'p mut Positions, is_whole: bool) -> Self {
        Self { positions, problems: Vec::new(), strays: Vec::new(), is_whole }
    }

    /// Returns the mistakes: those at places of the document, and the others.
    pub(super) fn end(self) -> (Vec<Problem>, Vec<(usize, String)>) {
        (self.problems, self.strays)
    }

    /// Records a mistake where the document has no place.
    pub(super) fn stray(&mut self, offset: usize, message: String) {
        self.strays.push((offset, message));
    }

    /// Records a mistake within the frontends' data.
    pub(super) fn stray_value<T>(&mut self, value: &Value<'_>, message: &str) -> Option<T> {
        self.stray(value.span().start, message.to_owned());
        None
    }

    pub(super) fn note(&mut self, place: &Place, message: impl Into<String>) {
        self.problems.push(Problem::new(place.clone(), message));
    }

    /// Records that a value of another type was expected.
    pub(super) fn expected<T>(&mut self, place: &Place, what: &str, value: &Value<'_>) -> Option<T> {
        self.note(place, format!("this should be {what}, and is {}", called(value.get_ref())));
        None
    }

    /// Records the positions of a list's items, and of theirs.
    pub(super) fn note_items(&mut self, place: &Place, value: &Value<'_>) {
        if let DeValue::Array(items) = value.get_ref() {
            for (index, item) in items.iter().enumerate() {
                let place = place.index(index);
                self.positions.note(&place, &item.span());
                self.note_items(&place, item);
            }
        }
    }

    /// Reads a list whose items are all of one type. A wrong item keeps its index.
    fn items<T: Default>(
        &mut self,
        place: &Place,
        value: &Value<'_>,
        read: impl Fn(&mut Self, &Place, &Value<'_>) -> Option<T>,
    ) -> Vec<T> {
        let DeValue::Array(items) = value.get_ref() else {
            return self.expected(place, "a list", value).unwrap_or_default();
        };
        let mut found = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let place = place.index(index);
            self.positions.note(&place, &item.span());
            found.push(read(self, &place, item).unwrap_or_default());
        }
        found
    }
}

/// A table whose valid keys are known.
pub(super) struct Table<'r, 'p, 'i> {
    reader: &'r mut Reader<'p>,
    place: Place,
    table: &'r DeTable<'i>,
    known: Vec<&'static str>,
}

impl<'r, 'p, 'i> Table<'r, 'p, 'i> {
    pub(super) fn new(reader: &'r mut Reader<'p>, place: &Place, table: &'r DeTable<'i>) -> Self {
        Self { reader, place: place.clone(), table, known: Vec::new() }
    }

    fn value(&mut self, key: &'static str) -> Option<(Place, &'r Value<'i>)> {
        self.known.push(key);
        let value = self.table.get(key)?;
        let place = self.place.key(key);
        self.reader.positions.note(&place, &value.span());
        Some((place, value))
    }

    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Reader<'p>, &Place, &Value<'_>) -> Option<T>,
    ) -> Option<T> {
        let (place, value) = self.value(key)?;
        read(self.reader, &place, value)
    }

    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Reader<'p>, &Place, &Value<'_>) -> Option<T>,
    ) -> Option<T> {
        if !self.table.contains_key(key) && self.reader.is_whole {
            self.reader.note(&self.place.key(key), format!("the key `{key}` is missing"));
        }
        self.optional(key, read)
    }

    pub(super) fn list<T: Default>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Reader<'p>, &Place, &Value<'_>) -> Option<T>,
    ) -> Vec<T> {
        match self.value(key) {
            Some((place, value)) => self.reader.items(&place, value, read),
            None => Vec::new(),
        }
    }

    /// Reads a list of tables; `None` when the key is missing.
    pub(super) fn optional_tables<T: Default>(
        &mut self,
        key: &'static str,
        read: impl Fn(Table<'_, 'p, '_>) -> T,
    ) -> Option<Vec<T>> {
        let tables = self.tables(key, read);
        self.table.contains_key(key).then_some(tables)
    }

    /// Reads a list of tables.
    pub(super) fn tables<T: Default>(&mut self, key: &'static str, read: impl Fn(Table<'_, 'p, '_>) -> T) -> Vec<T> {
        self.list(key, |reader, place, item| match item.get_ref() {
            DeValue::Table(table) => Some(read(Table::new(reader, place, table))),
            _ => reader.expected(place, "a table", item),
        })
    }

    /// Records the keys that were not read: they are unknown.
    pub(super) fn end(self) {
        for key in self.table.keys().filter(|key| !self.known.contains(&key.get_ref().as_ref())) {
            let known: Vec<_> = self.known.iter().map(|known| format!("`{known}`")).collect();
            let message =
                format!("there is no key `{}` here; there are {}", key.get_ref().escape_debug(), known.join(", "));
            self.reader.stray(key.span().start, message);
        }
    }
}

/// The name of a value's type, in words for hosts.
fn called(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
