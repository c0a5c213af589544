// Definitions of what the Kubernetes files use and Kubernetes itself does not have. Nothing here is built: install.py copies
// the definitions out of the modules.
module caravan/tools/crds

go 1.26.0

require (
	github.com/external-secrets/external-secrets v0.16.2
	github.com/kedacore/keda/v2 v2.21.0
	sigs.k8s.io/gateway-api v1.6.3
)
