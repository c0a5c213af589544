//go:build tools

// The package that makes the program, so that its module stays required.
package tools

import _ "github.com/docker/compose/v2/cmd"
