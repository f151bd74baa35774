//! A body without its bytes but compressed: a tenth of the memory, and as much time as a copy to get it back.

use bytes::Bytes;

use super::{Body, ContentEncoding, Dated, Policy};
use crate::views::superset::Superset;

/// What a body is made of again.
#[derive(Debug)]
pub(crate) struct PackedBody {
    /// The bytes in zstd: of a body that is cut from more rows, all of those.
    bytes: Vec<u8>,
    /// How many they are without it.
    length: usize,
    tag: String,
    policy: Policy,
    dated: Option<Dated>,
    /// Without bytes.
    superset: Superset,
}

impl Body {
    /// The body compressed; `None` of one that is part of a longer list, which is told in a header, or when it cannot
    /// be compressed.
    pub(crate) fn pack(&self) -> Option<PackedBody> {
        if self.link.is_some() {
            return None;
        }
        let (bytes, superset) = match &self.superset {
            Superset::Rows { rows, shown } => {
                (rows.whole(), Superset::Rows { rows: rows.with_whole(Bytes::new()), shown: *shown })
            }
            other => (self.identity(), other.clone()),
        };
        Some(PackedBody {
            bytes: ContentEncoding::pack(bytes).ok()?,
            length: bytes.len(),
            tag: self.tag.clone(),
            policy: self.policy,
            dated: self.dated,
            superset,
        })
    }
}

impl PackedBody {
    /// How many bytes the body has.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The bytes kept.
    pub(crate) fn weight(&self) -> usize {
        self.bytes.len() + self.superset.weight()
    }

    /// The body again; `None` when the bytes cannot be read, which they always can.
    pub(crate) fn unpack(&self) -> Option<Body> {
        let bytes = Bytes::from(ContentEncoding::unpack(&self.bytes, self.length).ok()?);
        let (identity, superset) = match &self.superset {
            Superset::Rows { rows, shown } => {
                let rows = rows.with_whole(bytes);
                (rows.cut(*shown), Superset::Rows { rows, shown: *shown })
            }
            other => (bytes, other.clone()),
        };
        Some(Body::tagged(identity, self.tag.clone(), self.policy, self.dated).with(superset))
    }
}

#[cfg(test)]
mod tests {
    use domain::clock::Timestamp;
    use store::poll_status::{Poll, PollTimes};

    use super::*;
    use crate::views::Cut;

    #[test]
    fn a_body_comes_back_as_it_was_with_all_that_can_be_cut_from_it() {
        let times = PollTimes::from_iter([(Poll::Matches, Timestamp::from_unix_seconds(1_780_000_000).unwrap())]);
        let dated = Dated::by(&[Poll::Matches], &times);
        let rows: Vec<_> = (0..500).map(|row| format!("row {row}")).collect();
        for body in [
            Body::long_list(&rows, Policy::Shared(15), dated, 20),
            Body::list(rows.clone(), Policy::Shared(15), dated),
            Body::new(&"short", Policy::Shared(15)),
        ] {
            let packed = body.pack().unwrap();
            let again = packed.unpack().unwrap();
            assert!(packed.weight() < body.weight() + 100);
            assert_eq!((again.identity(), again.tag(), again.policy()), (body.identity(), body.tag(), body.policy()));
            assert_eq!(again.dated().map(Dated::at), body.dated().map(Dated::at));
            for limit in [0, 20, 21, 500, 1_000] {
                let cut =
                    |body: &Body| body.variant(Cut::Rows(limit)).map(|_| body.cut(Cut::Rows(limit)).identity().clone());
                assert_eq!(cut(&again), cut(&body), "{limit}");
            }
        }
    }
}
