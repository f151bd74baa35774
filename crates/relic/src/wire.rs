//! The payloads' rows that several files read, with the upstream's field names; the others are beside their conversion.
//! Every value is a [`json_client::Field`]: the shape drifts, so a row only lists its keys, and `convert` interprets
//! them.

use json_client::rows;

rows! {
    /// Any answer.
    Answer { result }
    /// An answer's `result`.
    Verdict { code, message }

    /// One of a history's `profiles` or of the lobbies' `avatars`.
    Profile { profile_id, alias }

    /// `leaderboard/getRecentMatchHistory`.
    History { #[serde(rename = "matchHistoryStats")] match_history_stats, profiles }
    /// One of `matchHistoryStats`.
    Match {
        id, mapname, matchtype_id, options, description, startgametime, completiontime,
        matchhistoryreportresults, matchhistorymember,
    }
    /// One of `matchhistoryreportresults`.
    ReportResult { profile_id, resulttype, teamid, civilization_id, race_id, xpgained, matchstartdate }
    /// One of `matchhistorymember`.
    HistoryMember { profile_id, civilization_id, race_id, teamid, outcome, oldrating, newrating }

    /// One of the slots in `slotinfo`.
    Slot {
        #[serde(rename = "profileInfo.id")] profile_id,
        #[serde(rename = "raceID")] race_id,
        #[serde(rename = "teamID")] team_id,
    }
}
