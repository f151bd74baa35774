# One page for the event's day. The finer metrics are in Grafana's (infra/grafana); this one needs nothing to be run.

locals {
  # Each graph: what it shows, and what is drawn (a filter, how it is aligned, how series are put together, by what).
  graphs = [
    {
      title = "Requests by status, each second"
      lines = [{ filter = "metric.type=\"run.googleapis.com/request_count\" AND ${local.api_series}", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = ["metric.label.response_code"] }]
    },
    {
      title = "Requests held by an instance at a time, streams included (1,000 is full)"
      lines = [{ filter = "metric.type=\"run.googleapis.com/container/max_request_concurrencies\" AND ${local.api_series}", aligner = "ALIGN_PERCENTILE_99", reducer = "REDUCE_MAX", by = [] }]
    },
    {
      title = "Instances"
      lines = [{ filter = "metric.type=\"run.googleapis.com/container/instance_count\" AND resource.type=\"cloud_run_revision\"", aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", by = ["resource.label.service_name"] }]
    },
    {
      title = "Uptime checks passed, by check"
      lines = [{ filter = "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" AND resource.type=\"uptime_url\"", aligner = "ALIGN_FRACTION_TRUE", reducer = "REDUCE_MEAN", by = ["metric.label.check_id"] }]
    },
    {
      title = "The upstream in trouble, by status"
      lines = [{ filter = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.upstream_trouble.name}\" AND resource.type=\"cloud_run_revision\"", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.status"] }]
    },
    {
      title = "Errors logged, by target"
      lines = [{ filter = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.errors.name}\" AND resource.type=\"cloud_run_revision\"", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.target"] }]
    },
    {
      title = "Processor of the services, share in use"
      lines = [{ filter = "metric.type=\"run.googleapis.com/container/cpu/utilizations\" AND resource.type=\"cloud_run_revision\"", aligner = "ALIGN_PERCENTILE_99", reducer = "REDUCE_MAX", by = ["resource.label.service_name"] }]
    },
    {
      title = "Memory of the services, share in use"
      lines = [{ filter = "metric.type=\"run.googleapis.com/container/memory/utilizations\" AND resource.type=\"cloud_run_revision\"", aligner = "ALIGN_PERCENTILE_99", reducer = "REDUCE_MAX", by = ["resource.label.service_name"] }]
    },
    {
      title = "The database's connections"
      lines = [{ filter = "metric.type=\"cloudsql.googleapis.com/database/postgresql/num_backends\" AND ${local.sql_series}", aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", by = ["metric.label.database"] }]
    },
    {
      title = "The database's processor, memory and disk, share in use"
      lines = [for what in ["cpu", "memory", "disk"] :
        { filter = "metric.type=\"cloudsql.googleapis.com/database/${what}/utilization\" AND ${local.sql_series}", aligner = "ALIGN_MEAN", reducer = "REDUCE_MAX", by = [] }
      ]
    },
  ]

  # Two beside each other, on a grid of 48 columns.
  graph_tiles = [for index, graph in local.graphs : {
    xPos   = index % 2 * 24
    yPos   = floor(index / 2) * 16
    width  = 24
    height = 16
    widget = {
      title = graph.title
      xyChart = {
        dataSets = [for line in graph.lines : {
          plotType   = "LINE"
          targetAxis = "Y1"
          timeSeriesQuery = {
            timeSeriesFilter = {
              filter = line.filter
              aggregation = {
                alignmentPeriod    = "60s"
                perSeriesAligner   = line.aligner
                crossSeriesReducer = line.reducer
                groupByFields      = line.by
              }
            }
          }
        }]
      }
    }
  }]

  log_tile = {
    xPos   = 0
    yPos   = ceil(length(local.graphs) / 2) * 16
    width  = 48
    height = 20
    widget = {
      title = "Warnings, errors, and what hosts did"
      logsPanel = {
        filter        = "${local.logs} (severity>=WARNING OR jsonPayload.target=\"audit\")"
        resourceNames = ["projects/${var.project_id}"]
      }
    }
  }
}

resource "google_monitoring_dashboard" "event_day" {
  dashboard_json = jsonencode({
    displayName  = "AoE2 Live Standings: event day"
    mosaicLayout = { columns = 48, tiles = concat(local.graph_tiles, [local.log_tile]) }
  })
}
