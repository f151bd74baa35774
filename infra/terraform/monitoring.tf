# What a person is told, and when. Between events nobody is: the policies are off, and nobody asks.
# What to do about each is in docs/OPERATIONS.md.

resource "google_monitoring_notification_channel" "email" {
  for_each = var.alert_emails

  display_name = "AoE2 Live Standings: ${each.value}"
  type         = "email"
  labels       = { email_address = each.value }

  depends_on = [google_project_service.apis]
}

locals {
  channels = [for channel in google_monitoring_notification_channel.email : channel.id]
  host     = var.public_host != "" ? var.public_host : trimprefix(google_cloud_run_v2_service.api.uri, "https://")

  worker_logs = "resource.type=\"cloud_run_revision\" resource.labels.service_name=\"${google_cloud_run_v2_service.worker.name}\""
  logs        = "resource.type=\"cloud_run_revision\" resource.labels.service_name=(\"${google_cloud_run_v2_service.worker.name}\" OR \"${google_cloud_run_v2_service.api.name}\")"

  worker_series = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${google_cloud_run_v2_service.worker.name}\""
  api_series    = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${google_cloud_run_v2_service.api.name}\""
  sql_series    = "resource.type=\"cloudsql_database\" AND resource.labels.database_id=\"${var.project_id}:${google_sql_database_instance.main.name}\""
}

# Log lines that are counted. The service tells of changes, not of every failure: one line is a reason to look.

resource "google_logging_metric" "upstream_429" {
  name        = "aoe2/upstream_429"
  description = "The upstream said that we ask too much."
  filter      = "${local.worker_logs} jsonPayload.source=\"upstream\" jsonPayload.status=\"429\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

resource "google_logging_metric" "upstream_trouble" {
  name        = "aoe2/upstream_trouble"
  description = "The upstream failed, by status (an HTTP code, or a cause such as timeout) and task."
  filter      = "${local.worker_logs} jsonPayload.source=\"upstream\" severity>=WARNING"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"

    labels {
      key        = "status"
      value_type = "STRING"
    }
    labels {
      key        = "task"
      value_type = "STRING"
    }
  }

  label_extractors = {
    status = "EXTRACT(jsonPayload.status)"
    task   = "EXTRACT(jsonPayload.task)"
  }
}

resource "google_logging_metric" "errors" {
  name        = "aoe2/errors"
  description = "Lines of severity ERROR or worse, by target."
  filter      = "${local.logs} severity>=ERROR"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"

    labels {
      key        = "target"
      value_type = "STRING"
    }
  }

  label_extractors = {
    target = "EXTRACT(jsonPayload.target)"
  }
}

# Requests that the service answers with an error, health checks aside, of which uptime checks make several a minute.

locals {
  api_requests = "resource.type=\"cloud_run_revision\" resource.labels.service_name=\"${google_cloud_run_v2_service.api.name}\" log_id(\"run.googleapis.com/requests\")"
}

resource "google_logging_metric" "failed_requests" {
  name        = "aoe2/failed_requests"
  description = "Requests that were answered 5xx, those of health checks aside."
  filter      = "${local.api_requests} httpRequest.status>=500 NOT httpRequest.requestUrl=~\"^https?://[^/]+/health(/|$)\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

resource "google_logging_metric" "failed_writes" {
  name        = "aoe2/failed_writes"
  description = "Hosts' writes that were answered 5xx."
  filter      = "${local.api_requests} httpRequest.status>=500 httpRequest.requestMethod=(\"POST\" OR \"PUT\" OR \"PATCH\" OR \"DELETE\")"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

# Asked from outside, each minute, as a viewer would. Freshness is asked of the api: the worker is private, and the api
# reads the same table.

locals {
  checks = {
    standings = {
      path    = "/v1/tournaments/current/standings"
      content = "\"items\""
    }
    tournament = {
      path    = "/v1/tournaments/current"
      content = "\"slug\""
    }
    freshness = {
      path    = "/health/freshness"
      content = ""
    }
  }
}

resource "google_monitoring_uptime_check_config" "api" {
  for_each = { for name, check in local.checks : name => check if var.event_mode }

  display_name     = "AoE2 ${each.key}"
  timeout          = "10s"
  period           = "60s"
  selected_regions = ["EUROPE", "USA", "ASIA_PACIFIC"]

  http_check {
    path         = each.value.path
    port         = 443
    use_ssl      = true
    validate_ssl = true

    accepted_response_status_codes {
      status_value = 200
    }
  }

  dynamic "content_matchers" {
    for_each = each.value.content == "" ? [] : [each.value.content]

    content {
      content = content_matchers.value
      matcher = "CONTAINS_STRING"
    }
  }

  monitored_resource {
    type = "uptime_url"
    labels = {
      project_id = var.project_id
      host       = local.host
    }
  }
}

# More than one of the places that ask has to see it: one alone may have a bad line.
resource "google_monitoring_alert_policy" "unreachable" {
  for_each = { for name, check in google_monitoring_uptime_check_config.api : name => check if name != "freshness" }

  display_name          = "AoE2: ${each.key} of the current tournament cannot be read"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channels

  conditions {
    display_name = "More than one place fails"

    condition_threshold {
      filter          = "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" AND metric.labels.check_id=\"${each.value.uptime_check_id}\" AND resource.type=\"uptime_url\""
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "60s"

      aggregations {
        alignment_period     = "120s"
        per_series_aligner   = "ALIGN_NEXT_OLDER"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.host"]
      }
    }
  }

  documentation {
    content   = "Viewers do not get `${each.value.http_check[0].path}`. See docs/OPERATIONS.md."
    mime_type = "text/markdown"
  }
}

resource "google_monitoring_alert_policy" "silent_poller" {
  count = var.event_mode ? 1 : 0

  display_name          = "AoE2: the poller is silent"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channels

  conditions {
    display_name = "A poll is older than three of its cadences"

    condition_threshold {
      filter          = "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" AND metric.labels.check_id=\"${google_monitoring_uptime_check_config.api["freshness"].uptime_check_id}\" AND resource.type=\"uptime_url\""
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "120s"

      aggregations {
        alignment_period     = "120s"
        per_series_aligner   = "ALIGN_NEXT_OLDER"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.host"]
      }
    }
  }

  conditions {
    display_name = "There is no worker"

    condition_absent {
      filter   = "metric.type=\"run.googleapis.com/container/instance_count\" AND ${local.worker_series}"
      duration = "300s"

      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_MAX"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    content   = "Nothing new is written; viewers see old data. `/health/freshness` says which poll is late. See docs/OPERATIONS.md."
    mime_type = "text/markdown"
  }
}

# All the others are one threshold each.
locals {
  policies = {
    upstream_429 = {
      name      = "the upstream answers 429"
      severity  = "ERROR"
      filter    = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.upstream_429.name}\" AND resource.type=\"cloud_run_revision\""
      aligner   = "ALIGN_DELTA"
      reducer   = "REDUCE_SUM"
      window    = "300s"
      threshold = 0
      duration  = "0s"
      advice    = "Viewers get new data late. We ask too much, or somebody else does from the same address. The service slows down by itself; do not restart it, which makes it ask at once."
    }
    viewers_429 = {
      name      = "viewers are refused in numbers"
      severity  = "CRITICAL"
      filter    = "metric.type=\"run.googleapis.com/request_count\" AND metric.labels.response_code=\"429\" AND ${local.api_series}"
      aligner   = "ALIGN_RATE"
      reducer   = "REDUCE_SUM"
      window    = "60s"
      threshold = 5
      duration  = "120s"
      advice    = "Viewers are refused. Many count as one client: does `trusted_proxies` name the networks of every proxy before the api? Or the instances are full: Cloud Run answers 429, too, when it may start no more."
    }
    errors = {
      name      = "requests fail"
      severity  = "CRITICAL"
      filter    = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.failed_requests.name}\" AND resource.type=\"cloud_run_revision\""
      aligner   = "ALIGN_RATE"
      reducer   = "REDUCE_SUM"
      window    = "60s"
      threshold = 0.2
      duration  = "120s"
      advice    = "Viewers get errors. `/health/ready` says what is missing."
    }
    failed_writes = {
      name      = "hosts cannot save"
      severity  = "CRITICAL"
      filter    = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.failed_writes.name}\" AND resource.type=\"cloud_run_revision\""
      aligner   = "ALIGN_DELTA"
      reducer   = "REDUCE_SUM"
      window    = "120s"
      threshold = 1
      duration  = "0s"
      advice    = "Two or more of hosts' writes failed within two minutes. `/health/ready` says whether the database answers; if it does, a lock is held, or it is busy."
    }
    concurrency = {
      name      = "instances are nearly full"
      severity  = "WARNING"
      filter    = "metric.type=\"run.googleapis.com/container/max_request_concurrencies\" AND ${local.api_series}"
      aligner   = "ALIGN_PERCENTILE_99"
      reducer   = "REDUCE_MAX"
      window    = "60s"
      threshold = 850
      duration  = "120s"
      advice    = "Viewers may soon be refused. An instance holds 1,000 requests, streams included, and more are started before that. If there are as many as there may be, raise `api_max_instances`."
    }
    connections = {
      name      = "the database has many connections"
      severity  = "WARNING"
      filter    = "metric.type=\"cloudsql.googleapis.com/database/postgresql/num_backends\" AND ${local.sql_series}"
      aligner   = "ALIGN_MAX"
      reducer   = "REDUCE_SUM"
      window    = "60s"
      threshold = 300
      duration  = "180s"
      advice    = "Hosts may soon be unable to save. The service takes at most 129, and twice that while a deploy rolls. Find the others: `select application_name, state, count(*) from pg_stat_activity group by 1, 2`."
    }
    sql_cpu = {
      name      = "the database is busy"
      severity  = "WARNING"
      filter    = "metric.type=\"cloudsql.googleapis.com/database/cpu/utilization\" AND ${local.sql_series}"
      aligner   = "ALIGN_MEAN"
      reducer   = "REDUCE_MAX"
      window    = "60s"
      threshold = 0.8
      duration  = "300s"
      advice    = "Viewers see changes late. They cost the database nothing, changes do: look at the slowest statements in Query Insights."
    }
  }
}

resource "google_monitoring_alert_policy" "threshold" {
  for_each = local.policies

  display_name          = "AoE2: ${each.value.name}"
  combiner              = "OR"
  enabled               = var.event_mode
  severity              = each.value.severity
  notification_channels = local.channels

  conditions {
    display_name = each.value.name

    condition_threshold {
      filter          = each.value.filter
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.threshold
      duration        = each.value.duration

      aggregations {
        alignment_period     = each.value.window
        per_series_aligner   = each.value.aligner
        cross_series_reducer = each.value.reducer
      }
    }
  }

  alert_strategy {
    auto_close = "1800s"
  }

  documentation {
    content   = "${each.value.advice} See docs/OPERATIONS.md."
    mime_type = "text/markdown"
  }
}
