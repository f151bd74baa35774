# What differs between deployments. README.md says what each does and costs.

# Where.

variable "project_id" {
  description = "The Google Cloud project that holds everything."
  type        = string
}

variable "region" {
  description = "Where everything runs."
  type        = string
  default     = "europe-west1"
}

# How much.

variable "event_mode" {
  description = "true before and during an event: one worker, a warm api, the larger database, alerts. false between events: everything scaled down, alerts silent."
  type        = bool
  default     = false
}

variable "api_max_instances" {
  description = "Most api instances during an event; each holds up to 1,000 requests, streams included."
  type        = number
  default     = 10

  validation {
    condition     = var.api_max_instances >= 1 && var.api_max_instances <= 10
    error_message = "From 1 to 10: the database's connections are counted for 10 (sql.tf)."
  }
}

variable "database_tier_event" {
  description = "The database's machine during an event."
  type        = string
  default     = "db-custom-2-7680"
}

variable "database_tier_idle" {
  description = "The database's machine between events."
  type        = string
  default     = "db-g1-small"
}

variable "database_sleeps" {
  description = "Stop the database between events. Cheapest, but the api then answers 503."
  type        = bool
  default     = false
}

variable "database_highly_available" {
  description = "Keep a standby of the database in a second zone during events."
  type        = bool
  default     = false
}

variable "database_password_version" {
  description = "Raise it by one to give the service a new database password."
  type        = number
  default     = 1
}

# The service's own settings; `aoe2-standings --help` explains them.

variable "image" {
  description = "The image of the very first apply; afterwards deploys choose it, and this is ignored."
  type        = string
  default     = "us-docker.pkg.dev/cloudrun/container/hello"
}

variable "upstream_contact" {
  description = "Whom the upstream's operators may write to: an e-mail address or a URL."
  type        = string

  validation {
    condition     = trimspace(var.upstream_contact) != ""
    error_message = "The upstream's operators must be able to reach you."
  }
}

variable "cors_origins" {
  description = "Origins whose pages may call with the visitor's cookie."
  type        = list(string)

  validation {
    condition     = length(var.cors_origins) > 0 && alltrue([for origin in var.cors_origins : startswith(origin, "https://")])
    error_message = "At least one, each beginning with https://; production does not start without."
  }
}

variable "trusted_proxies" {
  description = "Networks whose X-Forwarded-For is believed. The default is the link-local address at which Cloud Run reaches a container, so that exactly the entry counts that its front end appends. Add the networks of a CDN, or the load balancer's address."
  type        = list(string)
  default     = ["169.254.0.0/16"]
}

variable "client_ip_header" {
  description = "A header with the client's address alone. Empty unless nothing can reach the api but through a proxy that sets it: Cloud Run passes on what clients send."
  type        = string
  default     = ""
}

variable "settings" {
  description = "Further settings for both roles, by name, such as LOG_LEVEL or FEATURE_ERROR_ENVELOPE_V2. No secrets."
  type        = map(string)
  default     = {}
}

variable "secrets_in_use" {
  description = "Which of the optional secrets have a value: SENTRY_DSN, TWITCH_CLIENT_ID, TWITCH_CLIENT_SECRET, YOUTUBE_API_KEY."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.secrets_in_use, ["SENTRY_DSN", "TWITCH_CLIENT_ID", "TWITCH_CLIENT_SECRET", "YOUTUBE_API_KEY"])) == 0
    error_message = "Only SENTRY_DSN, TWITCH_CLIENT_ID, TWITCH_CLIENT_SECRET and YOUTUBE_API_KEY are optional secrets."
  }
}

# Who deploys, who is told, who pays.

variable "github_repository" {
  description = "The repository whose workflow may deploy, as owner/name."
  type        = string
  default     = "criticalbit-gg/aoe2-live-standings"
}

variable "github_environment" {
  description = "The repository's environment whose jobs may deploy; its protection rules decide who."
  type        = string
  default     = "production"
}

variable "alert_emails" {
  description = "Who is told of alerts and of the budget."
  type        = set(string)
}

variable "public_host" {
  description = "The api's public host name, for uptime checks; the one Cloud Run gives when empty."
  type        = string
  default     = ""
}

variable "billing_account" {
  description = "The billing account, for the budget; none is made when empty."
  type        = string
  default     = ""
}

variable "budget_amount" {
  description = "What a month may cost, in budget_currency, before somebody is told. Nothing is switched off."
  type        = number
  default     = 250
}

variable "budget_currency" {
  description = "The billing account's currency."
  type        = string
  default     = "EUR"
}

variable "tournament_creation" {
  description = "Who may set tournaments up: `allowlist` (users approved with `creators add`) or `open` (everybody who is signed in)."
  type        = string
  default     = "allowlist"

  validation {
    condition     = contains(["allowlist", "open"], var.tournament_creation)
    error_message = "Either allowlist or open."
  }
}
