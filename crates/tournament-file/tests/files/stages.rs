//! Stages in files: which documents they give, and the places of their mistakes.

use domain::{
    document::StageDocument,
    limits,
    series::SeriesFormat,
    stages::{
        groups::Groups,
        table::{StageFormat, TieBreak},
    },
};
use tournament_file::write;

use super::{LEAST, document, mistakes};

const ROSTER: &str = "[[entries]]\nname = \"Ada\"\n[[entries]]\nname = \"Bo\"\n[[entries]]\nname = \"Cy\"\n\
                      [[entries]]\nname = \"Dee\"\n[[teams]]\nname = \"Reds\"\ninitials = \"R\"\n";

#[test]
fn a_stage_needs_little_and_may_say_much() {
    let little = document(&format!(
        "{LEAST}{ROSTER}[[stages]]\nname = \"Show matches\"\nformat = \"manual\"\nseries_format = {{ best_of = 3 }}\n"
    ));
    let due = StageDocument::new("Show matches".into(), StageFormat::Manual, SeriesFormat::BestOf(3));
    let usual = Some(TieBreak::usual(StageFormat::Manual));
    assert_eq!(little.stages, Some(vec![StageDocument { tie_breaks: usual, ..due }]));
    let much = document(&format!(
        "{LEAST}{ROSTER}[[stages]]\nname = \"Groups\"\nformat = \"round_robin\"\nsides = \"entries\"\n\
         participants = [\"ada\", \"Bo\", \"Cy\", \"Dee\"]\ngroups = [[\"Ada\", \"Bo\"], [\"Dee\", \"Cy\"]]\nlegs = 2\n\
         series_format = {{ play_all = 2 }}\nadmits = \"any\"\npoints = {{ win = 3, draw = 1, bye = 0.25 }}\n\
         tie_breaks = [\"wins\", \"seed\"]\nadvance = 1\nvisibility = \"public\"\n"
    ));
    let [stage] = much.stages.as_deref().unwrap() else { panic!("{much:?}") };
    let lists = [["ada", "Bo"], ["Cy", "Dee"]].map(|group| group.map(str::to_owned).to_vec());
    assert_eq!(stage.groups, Groups::Lists(lists.to_vec()), "in the order of seeds");
    let points = [stage.points.win, stage.points.draw, stage.points.loss, stage.points.bye];
    assert_eq!(points.map(domain::stages::points::Points::hundredths), [300, 100, 0, 25]);
    assert_eq!(stage.tie_breaks, Some(vec![TieBreak::Wins, TieBreak::Seed]));
    assert_eq!(document(&write(&much)), much);
}

#[test]
fn groups_that_snake_seeding_gives_are_written_as_their_number() {
    let of = |groups: &str| {
        let read = document(&format!(
            "{LEAST}{ROSTER}[[stages]]\nname = \"G\"\nformat = \"round_robin\"\nseries_format = {{ best_of = 1 }}\n\
             participants = [\"Ada\", \"Bo\", \"Cy\", \"Dee\"]\ngroups = {groups}\n"
        ));
        read.stages.unwrap().remove(0).groups
    };
    assert_eq!(of("[[\"Ada\", \"Dee\"], [\"Cy\", \"Bo\"]]"), Groups::Number(2));
    assert_eq!(of("2"), Groups::Number(2));
    assert_ne!(of("[[\"Cy\", \"Bo\"], [\"Ada\", \"Dee\"]]"), Groups::Number(2), "their numbers differ");
}

#[test]
fn mistakes_in_stages_have_their_lines() {
    let told = mistakes(&format!(
        "{LEAST}{ROSTER}[[stages]]\nname = \"\"\nformat = \"league\"\nsides = 1\nparticipants = [\"Ada\", \"Zoe\", \"ADA\"]\n\
         groups = \"two\"\nlegs = 3\nrounds = 0\nseries_format = {{ best_of = 2 }}\npoints = {{ win = 0.125 }}\n\
         tie_breaks = [\"seed\", \"seed\"]\nadvance = 257\nvisibility = \"secret\"\nsize = 3\n\
         [[stages]]\nname = \"Finals\"\nformat = \"swiss\"\nsides = \"teams\"\nparticipants = [\"Reds\", \"Ada\"]\n\
         series_format = 3\n[[stages]]\nname = \"Cup\"\nformat = \"swiss\"\nparticipants = [\"Ada\", \"Bo\"]\ngroups = 2\n\
         series_format = {{ best_of = 1 }}\n[[stages]]\nname = \"Groups\"\nformat = \"round_robin\"\n\
         participants = [\"Ada\", \"Bo\", \"Cy\", \"Dee\"]\ngroups = [[\"Ada\", \"Bo\", \"Zoe\"], [\"Dee\", \"Dee\"]]\n\
         series_format = {{ best_of = 1 }}\n"
    ));
    let due = [
        "16:8: this is empty",
        "17:10: unknown variant `league`, expected one of `round_robin`, `swiss`, `manual`",
        "18:9: this should be a text in quotes, and is a whole number",
        "19:24: there is no entry \"Zoe\"",
        "19:31: \"ADA\" is listed twice",
        "20:10: groups are a number, or a list of lists of participants",
        "21:8: legs are 1 or 2",
        "22:10: a Swiss stage has 1 to 100 rounds",
        "23:17: best_of is 1, 3, 5, 7 or 9",
        "24:10: 0.125 is not a number from -1000 to 1000 with at most two decimals",
        "25:23: seed is listed twice",
        "26:11: at most 256 advance",
        "27:14: unknown variant `secret`, expected `draft` or `public`",
        "28:1: there is no key `size` here; there are `name`, `format`, `sides`, `participants`, `groups`, `legs`, \
         `rounds`, `half_pairing`, `series_format`, `admits`, `points`, `tie_breaks`, `advance`, `visibility`",
        "33:25: there is no team \"Ada\"",
        "34:17: this should be a table such as { best_of = 3 }, and is a whole number",
        "39:10: only a round robin has groups",
        "45:10: \"Dee\" is in the groups twice",
        "45:25: there is no entry \"Zoe\"",
    ];
    assert_eq!(told, due.map(|line| format!("{line}\n")).concat());
    let many = "[[stages]]\nname = \"S\"\nformat = \"manual\"\nseries_format = { best_of = 1 }\n";
    assert_eq!(mistakes(&format!("{LEAST}{}", many.repeat(limits::STAGES))), "");
    let told = mistakes(&format!("{LEAST}{}", many.repeat(limits::STAGES + 1)));
    assert_eq!(told, "84:1: a tournament has at most 20 stages, not 21\n");
}
