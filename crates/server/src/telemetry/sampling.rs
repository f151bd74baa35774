//! Samples traces by our own ratio, also those that callers record, because recording traces costs us. Traces that
//! callers do not record are not recorded.

use std::hash::{BuildHasher as _, RandomState};

use opentelemetry::{
    Context, KeyValue,
    trace::{Link, SpanKind, TraceContextExt as _, TraceId, TraceState},
};
use opentelemetry_sdk::trace::{SamplingDecision, SamplingResult, ShouldSample};

/// A sampler that records a share of the traces.
///
/// A span within one of our own spans follows that span's decision. A trace that its caller does not record is not
/// recorded here. All others are sampled by a hash of the trace id with a key of this process, because callers choose
/// the ids and could otherwise choose to be sampled.
#[derive(Clone, Debug)]
pub(super) struct OwnRatio {
    /// A trace is recorded when its hash is below this number.
    below: u128,
    key: RandomState,
}

impl OwnRatio {
    pub(super) fn new(ratio: f64) -> Self {
        // At a ratio of 1 the threshold is the number of all hashes, so every hash is below it.
        Self { below: (ratio * (u128::from(u64::MAX) + 1) as f64) as u128, key: RandomState::new() }
    }

    fn records(&self, trace: TraceId) -> bool {
        u128::from(self.key.hash_one(trace.to_bytes())) < self.below
    }
}

impl ShouldSample for OwnRatio {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace: TraceId,
        _name: &str,
        _kind: &SpanKind,
        _attributes: &[KeyValue],
        _links: &[Link],
    ) -> SamplingResult {
        let parent =
            parent.filter(|context| context.has_active_span()).map(|context| context.span().span_context().clone());
        let is_recorded = match &parent {
            Some(parent) if !parent.is_remote() || !parent.is_sampled() => parent.is_sampled(),
            _ => self.records(trace),
        };
        let decision = if is_recorded { SamplingDecision::RecordAndSample } else { SamplingDecision::Drop };
        let trace_state = parent.map_or_else(TraceState::default, |parent| parent.trace_state().clone());
        SamplingResult { decision, attributes: Vec::new(), trace_state }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{SpanContext, SpanId, TraceFlags};

    use super::*;

    /// How many of ten thousand traces with consecutive ids are recorded.
    fn recorded(sampler: &OwnRatio, parent: Option<(bool, TraceFlags)>) -> usize {
        let is_recorded = |id: &u128| {
            let trace = TraceId::from(*id);
            let parent = parent.map(|(is_remote, flags)| {
                let span = SpanContext::new(trace, SpanId::from(7), flags, is_remote, TraceState::default());
                Context::new().with_remote_span_context(span)
            });
            let result = sampler.should_sample(parent.as_ref(), trace, "", &SpanKind::Server, &[], &[]);
            result.decision == SamplingDecision::RecordAndSample
        };
        (1..=10_000).filter(is_recorded).count()
    }

    #[test]
    fn the_ratio_holds_for_callers_traces_as_for_ours() {
        let (sampled, not) = (TraceFlags::SAMPLED, TraceFlags::default());
        for (ratio, least, most) in [(0.0, 0, 0), (0.25, 2_000, 3_000), (1.0, 10_000, 10_000)] {
            let sampler = OwnRatio::new(ratio);
            for parent in [None, Some((true, sampled))] {
                let recorded = recorded(&sampler, parent);
                assert!((least..=most).contains(&recorded), "{ratio} {parent:?}: {recorded}");
            }
            assert_eq!(recorded(&sampler, Some((true, not))), 0, "{ratio}: not against a caller's wish");
            assert_eq!(recorded(&sampler, Some((false, sampled))), 10_000, "{ratio}: a trace is recorded whole");
            assert_eq!(recorded(&sampler, Some((false, not))), 0, "{ratio}");
        }
    }
}
