# What the service must know and nobody else. The database's address is written here, with its password; the optional
# ones get their values by hand (README.md) and are used once `secrets_in_use` names them.

locals {
  optional_secrets = toset(["SENTRY_DSN", "TWITCH_CLIENT_ID", "TWITCH_CLIENT_SECRET", "YOUTUBE_API_KEY"])
  secrets          = setunion(["DATABASE_URL"], local.optional_secrets)

  # Which secrets each role reads: the worker talks to Twitch and YouTube, the api does not. See run.tf.
  worker_secrets = setunion(["DATABASE_URL"], var.secrets_in_use)
  api_secrets    = setunion(["DATABASE_URL"], setintersection(var.secrets_in_use, ["SENTRY_DSN"]))
}

resource "google_secret_manager_secret" "service" {
  for_each = local.secrets

  secret_id = "aoe2-standings-${lower(replace(each.value, "_", "-"))}"

  replication {
    auto {}
  }

  depends_on = [google_project_service.apis]
}

# A socket in a folder of Cloud Run's, not a host: hence the address in the query.
resource "google_secret_manager_secret_version" "database_url" {
  secret = google_secret_manager_secret.service["DATABASE_URL"].id

  secret_data_wo         = "postgres://${google_sql_user.service.name}:${ephemeral.random_password.database.result}@localhost/${google_sql_database.standings.name}?host=/cloudsql/${google_sql_database_instance.main.connection_name}"
  secret_data_wo_version = var.database_password_version

  # There is a value at every moment.
  lifecycle {
    create_before_destroy = true
  }
}

resource "google_secret_manager_secret_iam_member" "worker" {
  for_each = local.secrets

  secret_id = google_secret_manager_secret.service[each.value].id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.worker.member
}

resource "google_secret_manager_secret_iam_member" "api" {
  for_each = toset(["DATABASE_URL", "SENTRY_DSN"])

  secret_id = google_secret_manager_secret.service[each.value].id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.api.member
}
