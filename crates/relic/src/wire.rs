//! The payloads' rows, with the upstream's field names. Every value is a [`json_client::Field`]: the shape drifts, so a
//! row only lists its keys, and `convert` interprets them.

use json_client::rows;

rows! {
    /// Any answer.
    Answer { result }
    /// An answer's `result`.
    Verdict { code, message }

    /// `leaderboard/GetPersonalStat`.
    PersonalStats {
        #[serde(rename = "statGroups")] stat_groups,
        #[serde(rename = "leaderboardStats")] leaderboard_stats,
    }
    /// One of `statGroups`.
    StatGroup { id, r#type, members }
    /// One of a stat group's `members`, of a history's `profiles` or of the lobbies' `avatars`.
    Profile {
        profile_id, name, alias, personal_statgroup_id, xp, level, leaderboardregion_id, country, clanlist_name,
    }
    /// One of `leaderboardStats`.
    LeaderboardStat {
        statgroup_id, leaderboard_id, wins, losses, streak, drops, rank, ranktotal, rating,
        regionrank, regionranktotal, lastmatchdate, highestrating,
    }

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

    /// `advertisement/findAdvertisements`.
    Advertisements { matches, avatars }
    /// One of the advertisements' `matches`.
    Advertisement { id, state, description, mapname, options, slotinfo, matchtype_id, matchmembers }
    /// One of an advertisement's `matchmembers`.
    AdvertisementMember { profile_id, civilization_id, race_id, teamid }
    /// One of the slots in `slotinfo`.
    Slot {
        #[serde(rename = "profileInfo.id")] profile_id,
        #[serde(rename = "raceID")] race_id,
        #[serde(rename = "teamID")] team_id,
    }

    /// `leaderboard/getAvailableLeaderboards`.
    AvailableLeaderboards { leaderboards, races }
    /// One of `leaderboards`.
    Leaderboard { id, name, isranked, leaderboardmap, matchtypes }
    /// One of a ladder's `leaderboardmap` (`matchtype_id`) or `matchtypes` (`id`).
    MatchTypeEntry { matchtype_id, id }
    /// One of `races`.
    Race { id, name }
}
