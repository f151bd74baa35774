//! Groups by snake seeding and as given.

use domain::{
    id::TeamId,
    stages::{
        groups::{GroupMistake, Groups},
        side::Side,
    },
};

use crate::fixture::{number, side};

fn seeded(count: i64) -> Vec<Side> {
    (1..=count).map(side).collect()
}

fn numbers(groups: &[Vec<Side>]) -> Vec<Vec<i64>> {
    groups.iter().map(|group| group.iter().copied().map(number).collect()).collect()
}

#[test]
fn a_number_of_groups_is_dealt_as_a_snake() {
    let groups = Groups::Number(3).of(&seeded(9)).unwrap();
    assert_eq!(numbers(&groups), [[1, 6, 7], [2, 5, 8], [3, 4, 9]]);
    let groups = Groups::Number(4).of(&seeded(10)).unwrap();
    // The third lap runs forwards again and ends after two.
    assert_eq!(numbers(&groups), [vec![1, 8, 9], vec![2, 7, 10], vec![3, 6], vec![4, 5]]);
    assert_eq!(numbers(&Groups::Number(1).of(&seeded(3)).unwrap()), [[1, 2, 3]]);
}

#[test]
fn groups_differ_by_at_most_one() {
    for count in 2..=100 {
        for groups in 1..=count / 2 {
            let number = u16::try_from(groups).unwrap();
            let dealt = Groups::Number(number).of(&seeded(i64::try_from(count).unwrap())).unwrap();
            assert_eq!(dealt.len(), groups);
            assert!(dealt.iter().all(|group| [count / groups, count.div_ceil(groups)].contains(&group.len())));
        }
    }
}

#[test]
fn given_groups_are_exactly_the_participants() {
    let given = |groups: &[&[i64]]| {
        let groups = groups.iter().map(|group| group.iter().copied().map(side).collect()).collect();
        Groups::Lists(groups).of(&seeded(4)).map(|groups| numbers(&groups))
    };
    assert_eq!(given(&[&[4, 1], &[2, 3]]), Ok(vec![vec![4, 1], vec![2, 3]]));
    assert_eq!(given(&[&[4, 1], &[2, 5]]), Err(GroupMistake::Unknown(side(5))));
    assert_eq!(given(&[&[4, 1], &[2, 1]]), Err(GroupMistake::Repeated(side(1))));
    assert_eq!(given(&[&[4, 1, 2]]), Err(GroupMistake::Missing(side(3))));
    assert_eq!(given(&[&[4, 1, 2], &[3]]), Err(GroupMistake::TooSmall));
    assert_eq!(given(&[]), Err(GroupMistake::TooSmall));
}

#[test]
fn too_many_groups_are_refused() {
    assert_eq!(Groups::Number(3).of(&seeded(5)), Err(GroupMistake::TooSmall));
    assert_eq!(Groups::Number(0).of(&seeded(5)), Err(GroupMistake::TooSmall));
    assert_eq!(Groups::Number(7).of(&seeded(5)), Err(GroupMistake::TooSmall));
    assert_eq!(Groups::<Side>::Number(1).of(&[]), Err(GroupMistake::TooSmall));
}

#[test]
fn a_mistake_names_the_side() {
    let name = |side: &Side| format!("number {}", side.id());
    assert_eq!(GroupMistake::Missing(Side::Team(TeamId(7))).in_words(name), "number 7 is in no group");
    assert_eq!(GroupMistake::Unknown(side(3)).in_words(name), "number 3 is not a participant");
}
