//! A figure and its bound.

use std::time::Duration;

/// Everything measured.
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
    /// Times, of which the median should not exceed `bound`.
    pub(crate) fn time(&mut self, name: &str, times: &[Duration], bound: Duration) {
        let median = median(times);
        let value = format!("{:.1} ms", median.as_secs_f64() * 1e3);
        self.add(name, value, format!("at most {} ms", bound.as_millis()), median <= bound);
    }

    /// A count or size that should not exceed `bound`.
    pub(crate) fn at_most(&mut self, name: &str, value: f64, bound: f64, unit: &str) {
        self.add(name, shown(value, unit), limit("at most", bound, unit), value <= bound);
    }

    /// One that should not fall short of `bound`.
    pub(crate) fn at_least(&mut self, name: &str, value: f64, bound: f64, unit: &str) {
        self.add(name, shown(value, unit), limit("at least", bound, unit), value >= bound);
    }

    /// A figure without a bound.
    pub(crate) fn note(&mut self, name: &str, value: String) {
        self.add(name, value, String::new(), true);
    }

    fn add(&mut self, name: &str, value: String, bound: String, within: bool) {
        // A long run shows that it gets on.
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

/// Three digits or so.
fn shown(value: f64, unit: &str) -> String {
    let digits = if value.abs() < 10.0 { 2 } else { usize::from(value.abs() < 100.0) };
    format!("{value:.digits$} {unit}").trim_end().to_owned()
}

/// The middle one.
pub(crate) fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}
