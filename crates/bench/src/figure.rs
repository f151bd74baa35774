//! Measured figures and their bounds.

use std::time::Duration;

/// All figures of a run.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<Line>);

#[derive(Debug)]
struct Line {
    name: String,
    value: String,
    bound: String,
    within: bool,
}

impl Report {
    /// Adds times, whose median should not exceed `bound`.
    pub(crate) fn time(&mut self, name: &str, times: &[Duration], bound: Duration) {
        let median = median(times);
        let value = format!("{:.1} ms", median.as_secs_f64() * 1e3);
        self.add(name, value, format!("at most {} ms", bound.as_millis()), median <= bound);
    }

    /// Adds a count or size that should not exceed `bound`.
    pub(crate) fn at_most(&mut self, name: &str, value: f64, bound: f64, unit: &str) {
        self.add(name, shown(value, unit), limit("at most", bound, unit), value <= bound);
    }

    /// Adds one that should not be below `bound`.
    pub(crate) fn at_least(&mut self, name: &str, value: f64, bound: f64, unit: &str) {
        self.add(name, shown(value, unit), limit("at least", bound, unit), value >= bound);
    }

    /// Adds a figure without a bound.
    pub(crate) fn note(&mut self, name: &str, value: String) {
        self.add(name, value, String::new(), true);
    }

    fn add(&mut self, name: &str, value: String, bound: String, within: bool) {
        // Shows the progress of a long run.
        eprintln!("  {name}: {value}{}", if within { "" } else { "   EXCEEDED" });
        self.0.push(Line { name: name.to_owned(), value, bound, within });
    }

    /// Prints the table.
    pub(crate) fn print(&self) {
        println!("\n{:<76} {:>22}   bound", "figure", "value");
        for Line { name, value, bound, within } in &self.0 {
            let verdict = if *within { "" } else { "   EXCEEDED" };
            println!("{name:<76} {value:>22}   {bound}{verdict}");
        }
    }
}

fn limit(side: &str, bound: f64, unit: &str) -> String {
    format!("{side} {bound} {unit}").trim_end().to_owned()
}

/// Formats to about three digits.
fn shown(value: f64, unit: &str) -> String {
    let digits = if value.abs() < 10.0 { 2 } else { usize::from(value.abs() < 100.0) };
    format!("{value:.digits$} {unit}").trim_end().to_owned()
}

/// The median.
pub(crate) fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "millions at most")]
pub(crate) fn as_f64(count: usize) -> f64 {
    count as f64
}
