# Tells people before a month becomes dear. It stops nothing: what Firestore may cost is bounded by Caravan itself
# (budget.usd_per_month).
resource "google_monitoring_notification_channel" "mail" {
  for_each = var.mail

  project      = var.project
  display_name = each.value
  type         = "email"
  labels       = { email_address = each.value }
}

resource "google_billing_budget" "month" {
  billing_account = var.billing_account
  display_name    = "${var.name} in ${var.project}"

  budget_filter {
    projects               = ["projects/${var.project_number}"]
    calendar_period        = "MONTH"
    credit_types_treatment = "INCLUDE_ALL_CREDITS"
  }
  amount {
    specified_amount {
      currency_code = var.currency
      units         = var.amount
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1.0]
    content {
      threshold_percent = threshold_rules.value
      spend_basis       = "CURRENT_SPEND"
    }
  }
  threshold_rules {
    threshold_percent = 1.0
    spend_basis       = "FORECASTED_SPEND"
  }

  all_updates_rule {
    monitoring_notification_channels = [for channel in google_monitoring_notification_channel.mail : channel.id]
    disable_default_iam_recipients   = false
  }
}
