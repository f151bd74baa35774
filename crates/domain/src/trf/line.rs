//! A line of fixed columns.

/// A line in ASCII.
#[derive(Debug)]
pub(super) struct Line(String);

impl Line {
    /// A line with its number in the first three columns, and a text from the fifth on.
    pub(super) fn tagged(number: &str, text: &str) -> Self {
        Self(number.to_owned()).at(5, text)
    }

    /// The line with a text from this column on, counted from 1, or after what it has when that reaches further.
    pub(super) fn at(mut self, column: usize, text: &str) -> Self {
        while self.0.len() + 1 < column {
            self.0.push(' ');
        }
        self.0.push_str(text);
        self
    }

    /// The line with its end: a carriage return as the format asks, and the line feed that most programs expect.
    pub(super) fn finish(self) -> String {
        format!("{}\r\n", self.0.trim_end())
    }
}
