# Where images are kept, and for how long.

resource "google_artifact_registry_repository" "images" {
  location      = var.region
  repository_id = "aoe2-standings"
  description   = "Images of AoE2 Live Standings"
  format        = "DOCKER"

  cleanup_policy_dry_run = false

  # What is kept outweighs what is deleted: there is always something to go back to.
  cleanup_policies {
    id     = "keep-the-newest"
    action = "KEEP"

    most_recent_versions {
      keep_count = 10
    }
  }

  cleanup_policies {
    id     = "delete-the-old"
    action = "DELETE"

    condition {
      tag_state  = "ANY"
      older_than = "2592000s"
    }
  }

  depends_on = [google_project_service.apis]
}

locals {
  image_name = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}/aoe2-standings"
}
