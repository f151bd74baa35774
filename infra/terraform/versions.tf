# Write-only arguments, which keep the database's password out of the state, came with Terraform 1.11.
terraform {
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8.0"
    }
    random = {
      source  = "hashicorp/random"
      version = ">= 3.7, < 4.0"
    }
  }

  # Its bucket is made by hand once (README.md) and named at `terraform init -backend-config=bucket=…`.
  backend "gcs" {
    prefix = "aoe2-live-standings"
  }
}

provider "google" {
  project = var.project_id
  region  = var.region

  # Budgets belong to a billing account: somebody's quota has to pay for asking.
  billing_project       = var.project_id
  user_project_override = true
}

locals {
  apis = toset([
    "artifactregistry.googleapis.com",
    "billingbudgets.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "cloudtrace.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "serviceusage.googleapis.com",
    "sqladmin.googleapis.com",
    "sts.googleapis.com",
    "telemetry.googleapis.com",
  ])
}

resource "google_project_service" "apis" {
  for_each = local.apis

  service = each.value
  # Others may use them, too.
  disable_on_destroy = false
}

data "google_project" "this" {
  project_id = var.project_id
}
