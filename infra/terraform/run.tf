# The two roles of one image, and the job that brings the schema up to date before they roll. Which image runs is the
# deploys' business (infra/scripts/deploy.sh); everything else about them is decided here.

resource "google_service_account" "worker" {
  account_id   = "aoe2-worker"
  display_name = "AoE2 Live Standings: worker and migrations"

  depends_on = [google_project_service.apis]
}

resource "google_service_account" "api" {
  account_id   = "aoe2-api"
  display_name = "AoE2 Live Standings: api"

  depends_on = [google_project_service.apis]
}

locals {
  members = {
    worker = google_service_account.worker.member
    api    = google_service_account.api.member
  }
  roles = toset(["roles/cloudsql.client", "roles/cloudtrace.agent", "roles/telemetry.tracesWriter"])
}

resource "google_project_iam_member" "service" {
  for_each = { for pair in setproduct(keys(local.members), local.roles) : "${pair[0]} ${pair[1]}" => pair }

  project = var.project_id
  role    = each.value[1]
  member  = local.members[each.value[0]]
}

locals {
  # Between events the database may be stopped: then nothing is ever ready, and alive has to do.
  database_stopped = var.database_sleeps && !var.event_mode

  settings = merge({
    ENVIRONMENT              = "production"
    TOURNAMENT_CREATION      = var.tournament_creation
    LOG_LEVEL                = "INFO"
    OTEL_ENABLED             = "true"
    OTEL_USE_CLOUD_TRACE     = "true"
    OTEL_TRACES_SAMPLE_RATIO = "0.05"
    UPSTREAM_CONTACT         = var.upstream_contact
    CORS_ORIGINS             = join(",", var.cors_origins)
  }, var.settings)

  worker_settings = merge(local.settings, {
    LISTENER_ENABLED         = "false"
    DATABASE_MAX_CONNECTIONS = "8"
  })

  # An instance has seven besides: four to read, one to search, two for nudges. Ten of twelve are 120 connections, twice
  # that while a deploy rolls.
  api_settings = merge(local.settings, {
    POLLING_ENABLED          = "false"
    DATABASE_MAX_CONNECTIONS = "5"
    }, length(var.trusted_proxies) == 0 ? {} : {
    TRUSTED_PROXIES = join(",", var.trusted_proxies)
    }, var.client_ip_header == "" ? {} : {
    CLIENT_IP_HEADER = var.client_ip_header
  })
}

resource "google_cloud_run_v2_service" "worker" {
  name     = "aoe2-worker"
  location = var.region

  # Nobody calls it: it calls.
  ingress             = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  deletion_protection = true

  template {
    service_account = google_service_account.worker.email

    # A new password is a new revision, which reads it.
    labels = {
      database-password = tostring(var.database_password_version)
    }

    timeout = "60s"

    # One, neither more nor fewer. While a deploy rolls there are two for a moment; the lease sees to it that one polls.
    scaling {
      min_instance_count = var.event_mode ? 1 : 0
      max_instance_count = 1
    }

    containers {
      name  = "service"
      image = var.image
      args  = ["serve"]

      ports {
        name           = "http1"
        container_port = 8000
      }

      resources {
        limits = {
          cpu    = "1"
          memory = "512Mi"
        }
        # It works between requests, of which there are none.
        cpu_idle          = false
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.worker_settings

        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = local.worker_secrets

        content {
          name = env.value
          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.service[env.value].secret_id
              version = "latest"
            }
          }
        }
      }

      volume_mounts {
        name       = "cloudsql"
        mount_path = "/cloudsql"
      }

      startup_probe {
        period_seconds    = 1
        timeout_seconds   = 1
        failure_threshold = 30
        http_get {
          path = "/health"
        }
      }

      # Alive, not successful: starting it again does not bring the upstream back.
      liveness_probe {
        period_seconds    = 15
        timeout_seconds   = 5
        failure_threshold = 4
        http_get {
          path = "/health"
        }
      }
    }

    volumes {
      name = "cloudsql"
      cloud_sql_instance {
        instances = [google_sql_database_instance.main.connection_name]
      }
    }
  }

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  depends_on = [
    google_secret_manager_secret_iam_member.worker,
    google_secret_manager_secret_version.database_url,
  ]

  lifecycle {
    ignore_changes = [client, client_version, template[0].containers[0].image]
  }
}

resource "google_cloud_run_v2_service" "api" {
  name     = "aoe2-api"
  location = var.region

  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = true

  template {
    service_account = google_service_account.api.email

    # A new password is a new revision, which reads it.
    labels = {
      database-password = tostring(var.database_password_version)
    }


    # A stream lives ten minutes at most and ends by itself; fifteen leave it that.
    timeout = "900s"

    # An open stream counts as a request. This is the most that Cloud Run allows; an instance could hold more.
    max_instance_request_concurrency = 1000

    scaling {
      min_instance_count = var.event_mode ? 1 : 0
      max_instance_count = var.event_mode ? var.api_max_instances : 2
    }

    containers {
      name  = "service"
      image = var.image
      args  = ["serve"]

      ports {
        name           = "http1"
        container_port = 8000
      }

      resources {
        limits = {
          cpu    = "1"
          memory = "512Mi"
        }
        # It follows the outbox between requests, too: one that is put to sleep would answer with yesterday's standings.
        cpu_idle          = false
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.api_settings

        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = local.api_secrets

        content {
          name = env.value
          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.service[env.value].secret_id
              version = "latest"
            }
          }
        }
      }

      volume_mounts {
        name       = "cloudsql"
        mount_path = "/cloudsql"
      }

      # Traffic comes once it can serve: a deploy that cannot is never seen by viewers.
      startup_probe {
        period_seconds    = 1
        timeout_seconds   = 1
        failure_threshold = 60
        http_get {
          path = local.database_stopped ? "/health" : "/health/ready"
        }
      }

      liveness_probe {
        period_seconds    = 15
        timeout_seconds   = 5
        failure_threshold = 4
        http_get {
          path = "/health"
        }
      }
    }

    volumes {
      name = "cloudsql"
      cloud_sql_instance {
        instances = [google_sql_database_instance.main.connection_name]
      }
    }
  }

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  depends_on = [
    google_secret_manager_secret_iam_member.api,
    google_secret_manager_secret_version.database_url,
  ]

  lifecycle {
    ignore_changes = [client, client_version, template[0].containers[0].image]
  }
}

resource "google_cloud_run_v2_service_iam_member" "public" {
  location = google_cloud_run_v2_service.api.location
  name     = google_cloud_run_v2_service.api.name
  role     = "roles/run.invoker"
  member   = "allUsers"
}

resource "google_cloud_run_v2_job" "migrate" {
  name                = "aoe2-migrate"
  location            = var.region
  deletion_protection = false

  template {
    task_count = 1

    template {
      service_account = google_service_account.worker.email
      # Longer than a run may take: it ends by itself after 15 minutes, and says why.
      timeout = "960s"
      # What failed halfway is for a person to look at.
      max_retries = 0

      containers {
        name  = "service"
        image = var.image
        args  = ["migrate"]

        resources {
          limits = {
            cpu    = "1"
            memory = "512Mi"
          }
        }

        dynamic "env" {
          for_each = local.settings

          content {
            name  = env.key
            value = env.value
          }
        }

        env {
          name = "DATABASE_URL"
          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.service["DATABASE_URL"].secret_id
              version = "latest"
            }
          }
        }

        volume_mounts {
          name       = "cloudsql"
          mount_path = "/cloudsql"
        }
      }

      volumes {
        name = "cloudsql"
        cloud_sql_instance {
          instances = [google_sql_database_instance.main.connection_name]
        }
      }
    }
  }

  depends_on = [
    google_secret_manager_secret_iam_member.worker,
    google_secret_manager_secret_version.database_url,
  ]

  lifecycle {
    ignore_changes = [client, client_version, template[0].template[0].containers[0].image]
  }
}
