//! Alert rules for other cadences than the default ones, put to Prometheus' own test tool where there is one.

use std::{path::PathBuf, process::Command};

use super::program::Program;

/// Rules for polls every so many seconds.
async fn rules(cadences: &[(&str, &str)]) -> String {
    let program = Program::new("aoe2-standings").arg("alerts");
    let program = cadences.iter().fold(program, |program, (name, seconds)| program.set(name, seconds));
    let (code, rules) = program.finish().await;
    assert_eq!(code, 0, "{rules}");
    rules
}

#[tokio::test]
async fn alert_rules_follow_the_cadences() {
    let rules =
        rules(&[("POLL_STATS_SECONDS", "150"), ("POLL_LIVE_SECONDS", "0.5"), ("POLL_REFERENCE_SECONDS", "21600")])
            .await;
    let cadence = |task: &str| {
        let rule = rules.split(&format!("labels: {{task: {task}}}\n")).nth(1).unwrap();
        rule.lines().next().unwrap().trim().to_owned()
    };
    let cadences = ["stats", "matches", "live", "reference"].map(cadence);
    assert_eq!(cadences, ["expr: vector(150)", "expr: vector(60)", "expr: vector(0.5)", "expr: vector(21600)"]);
    assert!(rules.contains("aoe2_poll_last_success_timestamp_seconds[129600s]"), "a day and a half: {rules}");
}

/// Polls every 150 s until five minutes have passed, and none afterwards: late from 450 s after the last one.
const STATS_STOP: &str = r#"
rule_files: [alerts.yml]
evaluation_interval: 15s
tests:
  - interval: 15s
    input_series:
      - series: aoe2_lease_held{job="worker",instance="a"}
        values: 1x120
      - series: aoe2_poll_last_success_timestamp_seconds{task="stats",job="worker",instance="a"}
        values: 0x9 150x9 300x100
      - series: aoe2_poll_last_cycle_timestamp_seconds{task="stats",job="worker",instance="a"}
        values: 0x9 150x9 300x100
      - series: aoe2_poll_pause_seconds{task="stats",job="worker",instance="a"}
        values: 150x120
    alert_rule_test:
      - {eval_time: 12m, alertname: StaleData, exp_alerts: []}
      - {eval_time: 10m, alertname: PollerStalled, exp_alerts: []}
      - eval_time: 14m
        alertname: StaleData
        exp_alerts:
          - exp_labels: {severity: page, task: stats}
            exp_annotations:
              summary: "Viewers see old data: no poll of stats succeeded for 9m 0s"
              description: No poll of this kind has succeeded for three cadences.
      - eval_time: 14m
        alertname: PollerStalled
        exp_alerts:
          - exp_labels: {severity: page, task: stats}
            exp_annotations:
              summary: "Viewers get no new stats: the loop does nothing"
              description: A worker holds the lease, but this loop has ended no cycle for three minutes longer than its pause.
"#;

/// Where the tool is: the machine's, or the one that `make infra` unpacked.
fn promtool() -> Option<PathBuf> {
    let unpacked = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/infra/promtool");
    [PathBuf::from("promtool"), unpacked].into_iter().find(|tool| Command::new(tool).arg("--version").output().is_ok())
}

#[tokio::test]
async fn rules_for_slow_polls_are_as_patient_as_these_are_slow() {
    let Some(promtool) = promtool() else {
        eprintln!("SKIPPED: there is no promtool; `make infra` unpacks one");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("alerts.yml"), rules(&[("POLL_STATS_SECONDS", "150")]).await).unwrap();
    std::fs::write(folder.path().join("test.yml"), STATS_STOP).unwrap();
    let tested =
        Command::new(promtool).args(["test", "rules", "test.yml"]).current_dir(folder.path()).output().unwrap();
    assert!(tested.status.success(), "{}", String::from_utf8_lossy(&[tested.stdout, tested.stderr].concat()));
}
