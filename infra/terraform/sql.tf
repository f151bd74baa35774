# The database. It is reached through Cloud Run's own connector alone: no network is let in, and there is no pooler,
# because an instance holds at most twelve connections whatever the number of viewers: ten apis of twelve and a worker
# of nine are 129, twice that while a deploy rolls; between events two apis and a worker are 33, and 66.

resource "google_sql_database_instance" "main" {
  name             = "aoe2-standings"
  region           = var.region
  database_version = "POSTGRES_17"

  # Against Terraform here, against everybody else in the settings below.
  deletion_protection = true

  settings {
    # Said, since newer versions of Postgres default to the dearer edition.
    edition           = "ENTERPRISE"
    tier              = var.event_mode ? var.database_tier_event : var.database_tier_idle
    availability_type = var.event_mode && var.database_highly_available ? "REGIONAL" : "ZONAL"
    activation_policy = var.event_mode || !var.database_sleeps ? "ALWAYS" : "NEVER"

    disk_type             = "PD_SSD"
    disk_size             = 10
    disk_autoresize       = true
    disk_autoresize_limit = 50

    deletion_protection_enabled = true

    backup_configuration {
      enabled                        = true
      start_time                     = "04:00"
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = 7

      backup_retention_settings {
        retained_backups = 14
        retention_unit   = "COUNT"
      }
    }

    ip_configuration {
      # An address, but nobody who may use it: the connector authenticates itself and encrypts.
      ipv4_enabled = true
      ssl_mode     = "ENCRYPTED_ONLY"
    }

    # Tuesdays, early: events are at weekends.
    maintenance_window {
      day          = 2
      hour         = 5
      update_track = "stable"
    }

    insights_config {
      query_insights_enabled  = true
      record_application_tags = false
      record_client_address   = false
    }

    # By default the small machine takes 50, which a deploy between events exceeds.
    database_flags {
      name  = "max_connections"
      value = var.event_mode ? "400" : "100"
    }

    # A statement that takes this long is worth a line.
    database_flags {
      name  = "log_min_duration_statement"
      value = "500"
    }
  }

  depends_on = [google_project_service.apis]

  lifecycle {
    prevent_destroy = true
    # It grows by itself.
    ignore_changes = [settings[0].disk_size]
  }
}

resource "google_sql_database" "standings" {
  name     = "standings"
  instance = google_sql_database_instance.main.name

  deletion_policy = "ABANDON"
}

# Made anew at every apply, and written only when database_password_version changes. It is in no state and no plan.
ephemeral "random_password" "database" {
  length  = 40
  special = false
}

resource "google_sql_user" "service" {
  name     = "standings"
  instance = google_sql_database_instance.main.name

  password_wo         = ephemeral.random_password.database.result
  password_wo_version = var.database_password_version

  deletion_policy = "ABANDON"
}
