//! Where a tournament is in its window: to come, under way, or final.

use domain::{clock::Timestamp, tournament::Window};

/// Where a tournament is in its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Running,
    Coming,
    Final,
}

impl Phase {
    /// The phase at `now`.
    pub(crate) fn of(window: &Window, now: Timestamp) -> Self {
        if window.closed(now).is_some() {
            Self::Final
        } else if window.start.is_some_and(|start| now < start) {
            Self::Coming
        } else {
            Self::Running
        }
    }

    /// The next time after `now` at which the phase changes.
    pub(crate) fn next(window: &Window, now: Timestamp) -> Option<Timestamp> {
        [window.start, window.end].into_iter().flatten().filter(|&at| now < at).min()
    }

    /// Its name for people.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Running => "Live",
            Self::Coming => "Coming",
            Self::Final => "Final",
        }
    }

    /// Its class in the stylesheet.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Coming => "coming",
            Self::Final => "final",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_begins_at_its_instant() {
        let at = |second| Timestamp::from_unix_seconds(second).unwrap();
        let window = Window { start: Some(at(10)), end: Some(at(20)) };
        let phases = [9, 10, 19, 20].map(|second| (Phase::of(&window, at(second)), Phase::next(&window, at(second))));
        assert_eq!(
            phases,
            [
                (Phase::Coming, Some(at(10))),
                (Phase::Running, Some(at(20))),
                (Phase::Running, Some(at(20))),
                (Phase::Final, None),
            ]
        );
        assert_eq!(Phase::of(&Window::default(), at(0)), Phase::Running);
    }
}
