//go:build tools

// What is built from this module: so that go.sum holds the hashes of its sources.
package tools

import _ "github.com/tilt-dev/tilt/cmd/tilt"
