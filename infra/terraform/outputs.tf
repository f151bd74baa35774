# What one needs to know afterwards.

output "api_url" {
  description = "Where the api answers."
  value       = google_cloud_run_v2_service.api.uri
}

output "event_day_dashboard_url" {
  description = "The page to look at on the event's day."
  value       = "https://console.cloud.google.com/monitoring/dashboards/builder/${element(split("/", google_monitoring_dashboard.event_day.id), 3)}?project=${var.project_id}"
}

output "image_name" {
  description = "The repository's variable IMAGE: where deploys put images."
  value       = local.image_name
}

output "workload_identity_provider" {
  description = "The repository's variable WORKLOAD_IDENTITY_PROVIDER: whom deploys show who they are."
  value       = google_iam_workload_identity_pool_provider.github.name
}

output "deploy_service_account" {
  description = "The repository's variable DEPLOY_SERVICE_ACCOUNT: as whom they deploy."
  value       = google_service_account.ci.email
}

output "secret_names" {
  description = "The secrets' names, for `gcloud secrets versions add`."
  value       = { for name, secret in google_secret_manager_secret.service : name => secret.secret_id }
}
