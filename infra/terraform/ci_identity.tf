# Who deploys: the repository's workflow, as itself. There is no key that could leak; a job shows GitHub's token of who
# it is, and only jobs of one environment of one repository are believed.

resource "google_iam_workload_identity_pool" "github" {
  workload_identity_pool_id = "github"
  display_name              = "GitHub Actions"

  depends_on = [google_project_service.apis]
}

resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.github.workload_identity_pool_id
  workload_identity_pool_provider_id = "deploys"
  display_name                       = "Deploys of AoE2 Live Standings"

  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
  }

  attribute_condition = "assertion.repository == '${var.github_repository}' && assertion.environment == '${var.github_environment}'"

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account" "ci" {
  account_id   = "aoe2-deploy"
  display_name = "AoE2 Live Standings: deploys"

  depends_on = [google_project_service.apis]
}

resource "google_service_account_iam_member" "ci_is_the_workflow" {
  service_account_id = google_service_account.ci.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.github.name}/attribute.repository/${var.github_repository}"
}

# It may bring images, and run them as the two roles; it cannot read secrets, nor change who may do what.

resource "google_artifact_registry_repository_iam_member" "ci" {
  location   = google_artifact_registry_repository.images.location
  repository = google_artifact_registry_repository.images.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.ci.member
}

# For the whole project, since that is where revisions are listed and pruned.
resource "google_project_iam_member" "ci_deploys" {
  project = var.project_id
  role    = "roles/run.developer"
  member  = google_service_account.ci.member
}

resource "google_service_account_iam_member" "ci_acts_as" {
  for_each = {
    worker = google_service_account.worker.name
    api    = google_service_account.api.name
  }

  service_account_id = each.value
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.ci.member
}
